package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Scripts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The password file that setup-domain.sh gives to Payara, without Payara: what asadmin reads there is the password. */
class SetupDomainPasswordIT {

    /** In asadmin's place: keeps the file that it is given, and fails, which ends the script. */
    private static final String KEEPS_THE_FILE = """
            #!/bin/sh
            while [ $# -gt 0 ]; do
                [ "$1" != --passwordfile ] || cp "$2" "$KEPT"
                shift
            done
            exit 1
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain-password-of-an-administrator",
                "it's-\"quoted\"-`twice`",
                "back\\slash\\u0041\\n\\",
                "#!:=$1${x}%s&;*?",
                "grün€uro😀"
            })
    void asadminReadsThePassword(String password) throws IOException {
        Path kept = folder.resolve("kept");

        setUp(password, kept);

        Properties read = new Properties();
        try (InputStream in = Files.newInputStream(kept)) {
            read.load(in); // as asadmin does
        }
        assertEquals(password, read.getProperty("AS_ADMIN_PASSWORD"));
    }

    /** Payara's create-domain takes none, and does not say why. */
    @Test
    void aBlankIsRefusedWithTheReasonBeforeAnythingIsDone() throws IOException {
        Path kept = folder.resolve("kept");

        Scripts.Result result = setUp("two words", kept);

        assertTrue(result.output().contains("PAYARA_ADMIN_PASSWORD has a blank"), result.output());
        assertFalse(Files.exists(kept));
    }

    private Scripts.Result setUp(String password, Path kept) throws IOException {
        Path asadmin = folder.resolve("bin/asadmin");
        Path settings = folder.resolve("settings");
        Files.createDirectory(asadmin.getParent());
        Files.writeString(asadmin, KEEPS_THE_FILE);
        Files.setPosixFilePermissions(asadmin, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(settings, "PAYARA_ADMIN_PASSWORD=" + password + "\nDB_HOST=localhost\n");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));

        return Scripts.result(
                Map.of("KEPT", kept.toString()),
                Path.of("server-config/payara/setup-domain.sh"),
                "--payara",
                folder.toString(),
                "--settings",
                settings.toString());
    }
}
