package io.iotflow.tools.influxsetup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = folder.resolve(".env");
    }

    @Test
    void keepsEveryOtherLine() throws IOException {
        Files.writeString(path, """
                # our settings
                MQTT_HOST=broker   # inside

                #INFLUXDB_TOKEN=not this one
                export INFLUXDB_TOKEN = 'old' # the token
                strange line
                """);

        put("INFLUXDB_TOKEN", "new");
        put("INFLUXDB_ORG", "iotflow");

        assertEquals("""
                # our settings
                MQTT_HOST=broker   # inside

                #INFLUXDB_TOKEN=not this one
                export INFLUXDB_TOKEN = new # the token
                strange line
                INFLUXDB_ORG=iotflow
                """, Files.readString(path));
    }

    @Test
    void readsWhatAShellReads() throws IOException {
        Files.writeString(path, """
                A=first
                A="with \\"quotes\\" and \\$" # comment
                B='single # no comment'
                C=plain # comment
                D=
                """);
        EnvFile file = EnvFile.read(path);

        assertEquals("with \"quotes\" and $", file.get("A").orElseThrow());
        assertEquals("single # no comment", file.get("B").orElseThrow());
        assertEquals("plain", file.get("C").orElseThrow());
        assertEquals("", file.get("D").orElseThrow());
        assertEquals(Optional.empty(), file.get("E"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain-1.5_/=", "two words", "it's", "a\"b\\c$d`e", "#no comment", "é", ""})
    void givesBackWhatWasPut(String value) {
        put("NAME", value);

        assertEquals(value, EnvFile.read(path).get("NAME").orElseThrow());
    }

    @Test
    void isForItsOwnerAlone() throws IOException {
        Files.writeString(path, "A=1\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(EnvFile.read(path).isOpenToOthers());

        put("A", "2");

        assertFalse(EnvFile.read(path).isOpenToOthers());
        assertEquals(1, Files.list(folder).count(), "nothing is left beside it");
    }

    @Test
    void writesWhereALinkPoints() throws IOException {
        Path real = Files.writeString(folder.resolve("real.env"), "A=1\n");
        Files.createSymbolicLink(path, real);

        put("A", "2");

        assertTrue(Files.isSymbolicLink(path));
        assertEquals("A=2\n", Files.readString(real));
    }

    @Test
    void isNotChangedByTheSameValue() {
        put("A", "it's");
        EnvFile file = EnvFile.read(path);

        file.put("A", "it's");

        assertFalse(file.isChanged());
    }

    private void put(String name, String value) {
        EnvFile file = EnvFile.read(path);
        file.put(name, value);
        file.save();
    }
}
