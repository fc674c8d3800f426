package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.ShippedConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

    private static AddressGuard allowing(String networks) {
        return new AddressGuard(
                new NotifySettings(new ShippedConfig(Map.of("iotflow.notify.allowed.networks", networks))));
    }

    private static boolean allows(String networks, String address) {
        try {
            return allowing(networks).allows(InetAddress.getByName(address)); // literals: nothing is looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "2130706433", // 127.0.0.1 as one number
                "127.1",
                "0.0.0.0",
                "0",
                "10.1.2.3",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.100.100.200",
                "169.254.169.254",
                "168.63.129.16",
                "192.0.0.192",
                "198.18.0.1",
                "203.0.113.9",
                "224.0.0.1",
                "239.255.255.250",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:a9fe:a9fe",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::",
                "2001:0:1::1",
                "2001:db8::1",
                "fe80::1",
                "fec0::1",
                "fc00::1",
                "fd00:ec2::254",
                "ff02::1"
            })
    void refusesWhatIsNotPublic(String address) {
        assertFalse(allows("", address));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"8.8.8.8", "172.32.0.1", "172.15.255.255", "192.167.0.1", "2606:4700::1111", "::ffff:8.8.8.8"})
    void allowsWhatIsPublic(String address) {
        assertTrue(allows("", address));
    }

    @Test
    void allowsNetworksOfTheSettingAndNoOthers() {
        String networks = "10.1.0.0/16, ::1";

        assertTrue(allows(networks, "10.1.2.3"));
        assertTrue(allows(networks, "::1"));
        assertFalse(allows(networks, "10.2.0.1"));
        assertFalse(allows(networks, "127.0.0.1"));
    }

    @Test
    void stopsTheStartWithWhatIsNoNetwork() {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> allowing("10.0.0.0/8,intranet.example"));

        assertEquals(
                "IOTFLOW_NOTIFY_ALLOWED_NETWORKS must be addresses or networks such as 10.0.0.0/8, separated by commas;"
                        + " 'intranet.example' is neither",
                refusal.getMessage());
    }
}
