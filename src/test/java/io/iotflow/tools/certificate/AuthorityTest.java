package io.iotflow.tools.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {

    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "::1", "Machine.example.org");
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    private Authority at(Instant time) throws IOException {
        return Authority.in(folder.resolve("tls"), () -> time);
    }

    private static Instant days(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    @Test
    void isMadeOnceAndItsKeysAreTheOwners() throws IOException {
        Authority first = at(NOW);
        first.server(HOSTS);

        assertEquals(first.certificate(), at(days(1)).certificate());
        for (String key : List.of("ca-key.pem", "server-key.pem")) {
            Path file = folder.resolve("tls").resolve(key);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), key);
        }
    }

    @Test
    void signsForTheHostsThatClientsConnectTo() throws Exception {
        Identity server = at(NOW).server(HOSTS);

        List<Object> names = server.certificate().getSubjectAlternativeNames().stream()
                .<Object>map(it -> it.get(1))
                .toList();
        assertEquals(Set.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "Machine.example.org"), Set.copyOf(names));
        server.certificate().verify(at(NOW).certificate().getPublicKey());
        assertEquals(List.of("1.3.6.1.5.5.7.3.1"), server.certificate().getExtendedKeyUsage());
    }

    @Test
    void aServersCertificateStaysUntilItIsAboutToEnd() throws IOException {
        Identity first = at(NOW).server(HOSTS);

        assertEquals(first.certificate(), at(days(366)).server(HOSTS).certificate());
        Identity renewed = at(days(368)).server(HOSTS);
        assertNotEquals(first.certificate(), renewed.certificate());
        assertTrue(renewed.isGoodAt(days(700)));
        assertEquals(renewed.certificate(), at(days(369)).server(HOSTS).certificate());
    }

    @Test
    void aServersCertificateIsMadeAnewForOtherHostsOrByAnotherAuthority() throws IOException {
        Identity first = at(NOW).server(HOSTS);
        Identity elsewhere = at(NOW).server(Set.of("localhost", "127.0.0.1"));
        assertNotEquals(first.certificate(), elsewhere.certificate());

        Files.delete(folder.resolve("tls/ca-key.pem"));
        Identity others = at(NOW).server(Set.of("localhost", "127.0.0.1"));

        assertNotEquals(elsewhere.certificate(), others.certificate());
        assertEquals(at(NOW).certificate(), others.chain().get(1));
    }

    @Test
    void aDevicesCertificateHasItsIdAndIsForClientsOnly() throws Exception {
        Identity device = at(NOW).device("pump,O=1", Duration.ofDays(10));

        assertEquals(
                "CN=pump\\,O\\=1,O=IoTFlow",
                device.certificate().getSubjectX500Principal().getName());
        assertEquals(List.of("1.3.6.1.5.5.7.3.2"), device.certificate().getExtendedKeyUsage());
        assertEquals(-1, device.certificate().getBasicConstraints());
        assertTrue(device.isGoodAt(days(9)) && !device.isGoodAt(days(11)));
    }

    @Test
    void anAuthorityThatHasExpiredIsSaidToBe() throws IOException {
        at(NOW);

        IOException refused = assertThrows(IOException.class, () -> at(days(3700)));

        assertTrue(refused.getMessage().contains("has expired"), refused.getMessage());
    }

    @Test
    void aKeyAndItsCertificateAreReadAsTheyWereWritten() throws IOException {
        Identity written = at(NOW).server(HOSTS);

        Identity read = Identity.read(folder.resolve("tls/server.pem"), folder.resolve("tls/server-key.pem"));

        assertEquals(written.chain(), read.chain());
        assertEquals(written.key(), read.key());
        assertThrows(
                IOException.class,
                () -> Identity.read(folder.resolve("tls/server-key.pem"), folder.resolve("tls/ca-key.pem")));
        assertThrows(
                IOException.class, () -> Identity.read(folder.resolve("tls/ca.pem"), folder.resolve("tls/ca.pem")));
    }
}
