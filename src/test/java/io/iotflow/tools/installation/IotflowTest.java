package io.iotflow.tools.installation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.tools.certificate.Identity;
import io.iotflow.tools.quickstart.StartException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IotflowTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"start", "status", "stop", "backup", "restore", "upgrade", "certificate"})
    void explainsEveryCommand(String command) {
        Said said = run(command, "--help");

        assertEquals(0, said.code);
        assertTrue(said.text.startsWith("Usage: bin/iotflow " + command), said.text);
    }

    @ParameterizedTest
    @CsvSource({"'',Say what to do", "strat,strat", "backup,FILE", "start --prot 1,--prot", "restore a b,'b'"})
    void saysWhatIsWrongWithALineAndWhereToLook(String line, String named) {
        Said said = run(line.isEmpty() ? new String[0] : line.split(" "));

        assertEquals(2, said.code);
        assertTrue(said.text.contains(named) && said.text.contains("--help"), said.text);
    }

    @Test
    void makesACertificateOfADeviceAndNoSecondOneOverIt() throws IOException {
        String[] line = {"certificate", "pump-1", "--data", folder.toString(), "--out", folder.toString()};

        Said said = run(line);

        assertEquals(0, said.code, said.text);
        Identity device = Identity.read(folder.resolve("pump-1.pem"), folder.resolve("pump-1-key.pem"));
        assertEquals(
                "CN=pump-1,O=IoTFlow",
                device.certificate().getSubjectX500Principal().getName());
        assertEquals(1, run(line).code);
        assertEquals(
                device.chain(),
                Identity.read(folder.resolve("pump-1.pem"), folder.resolve("pump-1-key.pem"))
                        .chain());
    }

    @ParameterizedTest
    @CsvSource({"../pump,no device id", "pump --days 0,--days", "pump --out nowhere,nowhere"})
    void saysWhyThereIsNoCertificate(String line, String named) {
        Said said = run(("certificate --data " + folder + " " + line).split(" "));

        assertEquals(1, said.code, said.text);
        assertTrue(said.text.contains(named), said.text);
    }

    @Test
    void saysThatNothingRuns() {
        Said said = run("status", "--data", folder.toString());

        assertEquals(3, said.code, said.text);
        assertEquals(0, run("stop", "--data", folder.toString()).code);
    }

    @Test
    void saysWhatToDoAboutABackupThatCannotBe() {
        String file = folder.resolve("b.tar.gz").toString();

        assertEquals(1, run("backup", "--data", folder.toString(), file).code);
        assertTrue(run("backup", "--data", folder.toString(), file).text.contains("--data"));
        assertTrue(run("restore", "--data", folder.toString(), file).text.contains("not there"));
        assertTrue(run("upgrade", folder.toString()).text.contains("no release"));
    }

    @Test
    void takesSettingsFromTheFileAndTheEnvironmentBeforeIt() throws IOException {
        Path file = settings("rw-------", "PORT=5001\n# a remark\nMQTT_HOST='broker'\n");

        Map<String, String> settings = Settings.read(file, Map.of("PORT", "5002"));

        assertEquals(Map.of("PORT", "5002", "MQTT_HOST", "broker"), settings);
        assertEquals(Map.of(), Settings.read(folder.resolve("none"), Map.of()));
    }

    @Test
    void refusesSettingsThatOthersCanRead() throws IOException {
        Path file = settings("rw-r--r--", "MQTT_PASSWORD=x\n");

        StartException refusal = assertThrows(StartException.class, () -> Settings.read(file, Map.of()));
        assertTrue(refusal.getMessage().contains("chmod 600"), refusal.getMessage());
    }

    @Test
    void theShippedSettingsSetNothing() throws IOException {
        Path file = settings("rw-------", Files.readString(Path.of("src/release/iotflow.env")));

        assertEquals(Map.of(), Settings.read(file, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({"0.2.0,0.10.0,-1", "1.0,0.9.9,1", "0.2.0,0.2.0,0", "0.2.0-SNAPSHOT,0.2.0,0", "development,0.1,-1"})
    void comparesVersionsNumberByNumber(String one, String other, int sign) {
        assertEquals(sign, Integer.signum(Versions.compare(one, other)));
    }

    @Test
    void writesChecksumsThatSha256sumReads() throws IOException {
        Files.createDirectory(folder.resolve("b"));
        Files.writeString(folder.resolve("b/file"), "abc");
        Files.writeString(folder.resolve("a"), "");

        Checksums.write(folder);

        assertEquals("""
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a
                ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b/file
                """, Files.readString(folder.resolve("SHA256SUMS")));
    }

    private Path settings(String mode, String text) throws IOException {
        Path file = folder.resolve("iotflow.env");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    private record Said(int code, String text) {}

    private static Said run(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        try {
            int code = Iotflow.commandLine().execute(arguments);
            return new Said(code, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }
}
