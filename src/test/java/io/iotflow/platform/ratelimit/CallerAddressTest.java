package io.iotflow.platform.ratelimit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerAddressTest {

    private final CallerAddress addresses = new CallerAddress(Stream.of("127.0.0.1", "10.1.0.0/16", "2001:db8:1::/48")
            .map(it -> Network.of(it).orElseThrow())
            .toList());

    @Test
    void believesNobodyUnlessTold() {
        CallerAddress trustingNone = new CallerAddress(List.of());

        assertEquals("127.0.0.1", trustingNone.of("127.0.0.1", List.of("192.0.2.9")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "no header                       | 127.0.0.1     | ''                              | 127.0.0.1",
                "one proxy                       | 127.0.0.1     | 192.0.2.9                       | 192.0.2.9",
                "a stranger's claim              | 192.0.2.1     | 10.9.9.9                        | 192.0.2.1",
                "a claim before the proxy's word | 10.1.2.3      | 1.1.1.1, 192.0.2.9              | 192.0.2.9",
                "two proxies                     | 127.0.0.1     | 192.0.2.9, 10.1.200.1           | 192.0.2.9",
                "a proxy out of the network      | 127.0.0.1     | 192.0.2.9, 10.2.0.1             | 10.2.0.1",
                "all are proxies                 | 127.0.0.1     | 10.1.0.5                        | 10.1.0.5",
                "with a port                     | 127.0.0.1     | 192.0.2.9:4711                  | 192.0.2.9",
                "IPv6 with a port                | 127.0.0.1     | [2001:db8::9]:4711              | 2001:db8:0:0:0:0:0:9",
                "an IPv6 proxy                   | 2001:db8:1::7 | 192.0.2.9                       | 192.0.2.9",
                "IPv4 in IPv6's form             | 127.0.0.1     | 192.0.2.9, ::ffff:10.1.0.1      | 192.0.2.9",
                "a name, which is not looked up  | 127.0.0.1     | localhost                       | 127.0.0.1",
                "nonsense nearest                | 127.0.0.1     | 192.0.2.9, unknown              | 127.0.0.1",
                "nonsense farther                | 127.0.0.1     | _hidden, 10.1.0.1               | 10.1.0.1",
                "empty hops                      | 127.0.0.1     | ' , ,'                          | 127.0.0.1",
                "a zone                          | fe80::1%eth0  | ''                              | fe80::1"
            })
    void readsTheHeaderFromTheNearestProxyOn(String what, String socket, String header, String caller) {
        assertEquals(caller, addresses.of(socket, List.of(header)), what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".a::b",
                "a.b::1",
                "::1.2.3.256",
                "1::2::3",
                ":::",
                "300.1.1.1",
                "1.2.3",
                "12345::1",
                "::1%eth0",
                ":"
            })
    void looksUpNoName(String hop) {
        assertEquals(Optional.empty(), Network.address(hop));
        assertEquals("127.0.0.1", addresses.of("127.0.0.1", List.of(hop)));
    }

    @Test
    void readsSeveralHeadersAsOne() {
        assertEquals("192.0.2.9", addresses.of("127.0.0.1", List.of("192.0.2.9", "10.1.0.1")));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.9, 192.0.2.9",
        "2001:db8:5:6:7:8:9:a, 2001:db8:5:6:0:0:0:0/64",
        "2001:db8:5:6:ffff::1, 2001:db8:5:6:0:0:0:0/64"
    })
    void countsAnIpv6NetworkAsOne(String address, String site) {
        assertEquals(site, CallerAddress.site(address));
    }
}
