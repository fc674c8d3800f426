package io.iotflow.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class PeersBenchTest {

    private final StringWriter said = new StringWriter();

    @Test
    void saysWhatItTakes() {
        assertEquals(0, run("peers --help"));
        assertTrue(said.toString().contains("--telegraf=FILE"), said.toString());
        assertTrue(said.toString().contains("http, batch, registration, mqtt"), said.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "peers --rate 0",
                "peers --rate NaN",
                "peers --seconds 0",
                "peers --only disks",
                "peers --influx x"
            })
    void refusesWhatMakesNoSenseBeforeItStartsAnything(String line) {
        assertEquals(CommandLine.ExitCode.USAGE, run(line));
    }

    @Test
    void showsARatioOnlyWhereBothWereMeasured() {
        PeersTable table = new PeersTable();
        table.row("points/s", 50_000, "InfluxDB", 100_000);
        table.row("s behind", 2.25, "Telegraf", Double.NaN);
        table.row("ready, s", 30);

        assertEquals("""
                | work | IoTFlow | peer | | ratio |
                |---|---:|---|---:|---:|
                | points/s | 50,000 | InfluxDB | 100,000 | 0.50 |
                | s behind | 2.25 | Telegraf | – | – |
                | ready, s | 30.0 |  | – | – |
                """, table.toString());
    }

    private int run(String line) {
        PrintWriter writer = new PrintWriter(said, true);
        return new CommandLine(new Bench()).setOut(writer).setErr(writer).execute(line.split(" "));
    }
}
