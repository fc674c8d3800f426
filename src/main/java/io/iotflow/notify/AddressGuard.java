package io.iotflow.notify;

import io.iotflow.platform.ratelimit.Network;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says which addresses channels may connect to: public ones, and those of {@code IOTFLOW_NOTIFY_ALLOWED_NETWORKS}. Whoever may
 * edit a channel must not reach through the server what is behind its firewall, or what a cloud tells its machines (IANA's
 * special-purpose registries, RFC 6890).
 */
@Singleton
class AddressGuard {

    /** Everything that is nobody's public server. */
    private static final List<Network> SPECIAL_IPV4 = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32"); // Azure tells its machines there

    private static final List<Network> GLOBAL_IPV6 = networks("2000::/3");

    /** Of the global ones: special assignments, documentation, and IPv4 in disguise (Teredo, 6to4). */
    private static final List<Network> SPECIAL_IPV6 = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private final List<Network> allowed;

    @Inject
    AddressGuard(NotifySettings settings) {
        this.allowed = settings.allowedNetworks;
    }

    /** Whether a channel may connect there; an IPv4 address in IPv6's form is one of IPv4 for Java already. */
    boolean allows(InetAddress address) {
        if (isIn(allowed, address)) {
            return true;
        }
        return address instanceof Inet4Address
                ? !isIn(SPECIAL_IPV4, address)
                : isIn(GLOBAL_IPV6, address) && !isIn(SPECIAL_IPV6, address);
    }

    /** Whether a channel may connect to this machine itself. */
    boolean allowsLoopback() {
        return allows(InetAddress.getLoopbackAddress());
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        return networks.stream().anyMatch(it -> it.contains(address));
    }

    private static List<Network> networks(String... texts) {
        return Stream.of(texts).map(it -> Network.of(it).orElseThrow()).toList();
    }
}
