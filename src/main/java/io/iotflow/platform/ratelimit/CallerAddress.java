package io.iotflow.platform.ratelimit;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Where a request comes from: the socket's address, or what {@code X-Forwarded-For} says when the socket is a proxy of
 * {@code IOTFLOW_TRUSTED_PROXIES}. From anybody else the header is only a claim and is not read.
 */
@Singleton
public class CallerAddress {

    private static final int SITE_BYTES = 8; // RFC 4291: 64 bits of subnet, then whatever interface a host likes

    private final List<Network> trusted;

    @Inject
    CallerAddress(RateLimitSettings settings) {
        this(settings.trustedProxies);
    }

    CallerAddress(List<Network> trusted) {
        this.trusted = trusted;
    }

    /** The caller's IP address as text. */
    public String of(HttpServletRequest request) {
        return of(request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
    }

    /** What a limit counts by: an IPv4 address, or an IPv6 network of 64 bits, of which one host may use any address. */
    public String site(HttpServletRequest request) {
        return site(of(request));
    }

    /** The same for an address as text. */
    public static String site(String address) {
        Optional<InetAddress> parsed = Network.address(address);
        if (parsed.filter(Inet6Address.class::isInstance).isEmpty()) {
            return address;
        }
        byte[] network = Arrays.copyOf(Arrays.copyOf(parsed.get().getAddress(), SITE_BYTES), 16);
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/64";
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // 16 bytes always are an address
        }
    }

    /** From the nearest proxy to the farthest, as long as each is trusted to name the one before it. */
    String of(String socket, List<String> forwardedFor) {
        String caller = withoutZone(socket);
        List<String> hops = Arrays.asList(String.join(",", forwardedFor).split(","));
        Collections.reverse(hops);
        for (String hop : hops) {
            if (!isTrusted(caller)) {
                return caller;
            }
            Optional<InetAddress> named = Network.address(withoutPort(hop.trim()));
            if (named.isEmpty()) {
                return caller;
            }
            caller = withoutZone(named.get().getHostAddress());
        }
        return caller;
    }

    /** Whether this address is a trusted proxy's, which speaks for many callers. */
    public boolean isProxy(String address) {
        return isTrusted(withoutZone(address));
    }

    private boolean isTrusted(String address) {
        return !trusted.isEmpty()
                && Network.address(address)
                        .filter(it -> trusted.stream().anyMatch(network -> network.contains(it)))
                        .isPresent();
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /** Some proxies write {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}. */
    private static String withoutPort(String hop) {
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        int colon = hop.indexOf(':');
        return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }
}
