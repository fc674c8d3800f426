package io.iotflow.platform.ratelimit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address or a block of them in CIDR form (RFC 4632, RFC 4291); never a name, so nothing is looked up. */
public record Network(byte[] address, int bits) {

    private static final Pattern IPV4 =
            Pattern.compile("(%1$s)(\\.(%1$s)){3}".formatted("25[0-5]|2[0-4]\\d|[01]?\\d?\\d"));
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    /** {@code 10.0.0.7}, {@code 10.0.0.0/8}, {@code ::1} or {@code 2001:db8::/32}; empty for anything else. */
    public static Optional<Network> of(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> address = address(slash < 0 ? text : text.substring(0, slash));
        int all = address.map(it -> it.getAddress().length * 8).orElse(0);
        String prefix = slash < 0 ? String.valueOf(all) : text.substring(slash + 1);
        if (!prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > all) {
            return Optional.empty();
        }
        return address.map(it -> new Network(it.getAddress(), Integer.parseInt(prefix)));
    }

    /** The address that is written here; an IPv4 address in IPv6's form is the IPv4 address. */
    public static Optional<InetAddress> address(String text) {
        boolean isIpv6 = IPV6.matcher(text).matches();
        if (!isIpv6 && !IPV4.matcher(text).matches()) {
            return Optional.empty();
        }
        try { // what stands in brackets is never taken for a name
            return Optional.of(InetAddress.getByName(isIpv6 ? "[" + text + "]" : text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether this address is one of them. */
    public boolean contains(InetAddress other) {
        byte[] there = other.getAddress();
        if (there.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((address[bit / 8] & mask) != (there[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Network it && bits == it.bits && Arrays.equals(address, it.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) + bits;
    }
}
