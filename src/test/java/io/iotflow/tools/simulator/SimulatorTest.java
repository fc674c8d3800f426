package io.iotflow.tools.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line, as far as no server is needed. */
class SimulatorTest {

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--devices 0 | --devices must be 1 to 5000",
                "--rate -1 | --rate must be 0 to 100 a device",
                "--rate NaN | --rate must be 0 to 100 a device",
                "--to localhost:5000 | --to must be an address such as",
                "--to ftp://localhost | --to must be an address such as",
                "--fault stuck=2 | --fault needs a share from 0 to 1",
                "--fault broken=0.5 | broken",
                "--profiles weather | weather",
                "--duration soon | 'soon' is no time such as 60s, 5m or 1h30m",
                "--duration 0s | --duration must be longer than 0",
                "--duration -5s | --duration must be longer than 0",
                "--prefix a/b | --prefix and --group must be",
                "--group # | --prefix and --group must be",
            })
    void saysWhatIsWrongWithAnOption(String options, String reason) {
        assertEquals(2, execute(options.split(" ")));
        assertTrue(said.toString().contains(reason), said.toString());
    }

    @Test
    void saysHowToGiveAKey() {
        Assumptions.assumeTrue(System.getenv("IOTFLOW_ADMIN_API_KEY") == null, "IOTFLOW_ADMIN_API_KEY is set");
        assertEquals(1, execute("--key-file", folder.resolve("none").toString(), "--to", "http://localhost:1"));
        assertTrue(said.toString().contains("IOTFLOW_ADMIN_API_KEY"), said.toString());
    }

    @Test
    void saysThatNothingAnswersAndWhatToDo() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        Path key = Files.writeString(folder.resolve("key"), "an-admins-key");

        assertEquals(1, execute("--key-file", key.toString(), "--to", "http://localhost:" + nobody));
        assertTrue(said.toString().contains("nothing answers at http://localhost:" + nobody), said.toString());
        assertTrue(said.toString().contains("./quickstart"), said.toString());
    }

    @Test
    void saysWhatABrokersAddressIs() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "an-admins-key");

        assertEquals(1, execute("--key-file", key.toString(), "--mqtt", "http://localhost:1883"));
        assertTrue(said.toString().contains("mqtt://host:port"), said.toString());
    }

    private int execute(String... arguments) {
        PrintWriter writer = new PrintWriter(said, true);
        return new CommandLine(new Simulator()).setOut(writer).setErr(writer).execute(arguments);
    }
}
