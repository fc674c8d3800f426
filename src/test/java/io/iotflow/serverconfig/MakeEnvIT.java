package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that makes secrets and a certificate for the compose stack. */
class MakeEnvIT {

    private static final Path SCRIPT = Path.of("server-config/make-env.sh");

    @TempDir
    private Path folder;

    @BeforeEach
    void needsOpenssl() {
        if (!Scripts.canRun("openssl", "version")) {
            String reason = "openssl is not installed: the script that makes secrets is not tested";
            System.out.println("SKIPPED: " + reason);
            Assumptions.abort(reason);
        }
    }

    @Test
    void makesSecretsThatNobodyKnowsAndOnlyTheOwnerReads() throws IOException {
        make(folder.resolve("one"), "broker.example.org");
        make(folder.resolve("two"), "broker.example.org");

        Map<String, String> one = settings(folder.resolve("one"));
        Map<String, String> two = settings(folder.resolve("two"));
        Set<String> secrets = one.keySet().stream()
                .filter(it -> it.matches(".*(PASSWORD|TOKEN|KEY|PEPPER)"))
                .collect(Collectors.toSet());
        assertTrue(secrets.containsAll(Set.of("INFLUXDB_TOKEN", "GRAFANA_ADMIN_PASSWORD", "IOTFLOW_ADMIN_API_KEY")));
        for (String name : secrets) {
            assertTrue(one.get(name).matches("(iotf_)?[0-9a-f]{48}"), name);
            assertNotEquals(one.get(name), two.get(name), name);
        }
        assertEquals(secrets.size(), secrets.stream().map(one::get).distinct().count(), "no secret twice");
        for (String file : List.of(".env", "certs/server.key", "certs/ca.key")) {
            Path path = folder.resolve("one").resolve(file);
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)), file);
        }
    }

    @Test
    void makesACertificateForTheNamesThatDevicesUse() throws Exception {
        make(folder, "broker.example.org", "192.168.7.5", "fd00::7");

        X509Certificate server = certificate("server.crt");
        server.verify(certificate("ca.crt").getPublicKey());
        Set<Object> names = server.getSubjectAlternativeNames().stream()
                .map(it -> it.get(1))
                .collect(Collectors.toSet());
        assertEquals(
                Set.of("localhost", "127.0.0.1", "broker.example.org", "192.168.7.5", "fd00:0:0:0:0:0:0:7"), names);
        assertEquals(-1, server.getBasicConstraints(), "it is no authority");
    }

    @Test
    void changesNothingThatIsThere() throws IOException {
        make(folder, "localhost");
        String before = Files.readString(folder.resolve(".env"));

        Scripts.Result again = Scripts.result(Map.of(), SCRIPT, "--folder", folder.toString(), "localhost");

        assertEquals(1, again.code());
        assertTrue(again.output().contains("nothing was changed"), again.output());
        assertEquals(before, Files.readString(folder.resolve(".env")));
    }

    @Test
    void keepsACertificateOfOnesOwn() throws IOException {
        Files.createDirectories(folder.resolve("certs"));
        Files.writeString(folder.resolve("certs/server.crt"), "mine");

        make(folder, "localhost");

        assertEquals("mine", Files.readString(folder.resolve("certs/server.crt")));
        assertFalse(Files.exists(folder.resolve("certs/ca.key")));
    }

    @Test
    void makesNothingForANameThatIsNone() {
        Scripts.Result refused = Scripts.result(Map.of(), SCRIPT, "--folder", folder.toString(), "a,DNS:evil");

        assertNotEquals(0, refused.code());
        assertFalse(Files.exists(folder.resolve(".env")));
        assertFalse(Files.exists(folder.resolve("certs/server.crt")));
    }

    private static void make(Path folder, String... names) throws IOException {
        Files.createDirectories(folder);
        String[] arguments = new String[names.length + 2];
        arguments[0] = "--folder";
        arguments[1] = folder.toString();
        System.arraycopy(names, 0, arguments, 2, names.length);
        Scripts.run(Map.of(), SCRIPT, arguments);
    }

    private static Map<String, String> settings(Path folder) throws IOException {
        return Files.readAllLines(folder.resolve(".env")).stream()
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> it[1]));
    }

    private X509Certificate certificate(String name) throws IOException, CertificateException {
        try (var in = Files.newInputStream(folder.resolve("certs").resolve(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
