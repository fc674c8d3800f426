package io.iotflow.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MillionBenchTest {

    private final StringWriter said = new StringWriter();

    @Test
    void saysWhatItTakes() {
        assertEquals(0, run("million --help"));
        assertTrue(said.toString().contains("--rows="), said.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "million --devices 999",
                "million --seconds 0",
                "million --queries -1",
                "million --rows 0",
                "million --rows 1000,999000000000000",
                "million --heap 512",
                "million --heap 1g,-XX:+CrashOnOutOfMemoryError"
            })
    void refusesWhatMakesNoSenseBeforeItStartsAnything(String line) {
        assertEquals(CommandLine.ExitCode.USAGE, run(line));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 999, 1_000, 4_096, 9_973})
    void letsEachDeviceSendOnceInARound(int devices) {
        long stride = FleetRounds.stride(devices);
        for (int round = 0; round < 2; round++) {
            int[] sent = LongStream.range((long) round * devices, (round + 1L) * devices)
                    .mapToInt(it -> FleetRounds.device(it, devices, stride))
                    .sorted()
                    .toArray();
            assertEquals(
                    IntStream.rangeClosed(1, devices).boxed().toList(),
                    IntStream.of(sent).boxed().toList());
        }
    }

    @Test
    void spreadsTheDevicesOfARequestOverTheFleet() {
        int devices = 1_000_000;
        int[] sent = LongStream.range(0, 5_000)
                .mapToInt(it -> FleetRounds.device(it, devices, FleetRounds.stride(devices)))
                .sorted()
                .toArray();
        int closest = IntStream.range(1, sent.length)
                .map(it -> sent[it] - sent[it - 1])
                .min()
                .orElseThrow();

        assertTrue(closest > 50, "two devices of a request are " + closest + " apart");
    }

    @Test
    void readsWhatJcmdSaysOfAHeap() {
        HeapHistogram before = HeapHistogram.parse("");
        HeapHistogram heap = HeapHistogram.parse("""
                4711:
                 num     #instances         #bytes  class name (module)
                -------------------------------------------------------
                   1:        351644       11200000  [B (java.base@17.0.15)
                   2:         20000         960000  io.iotflow.device.Device
                   3:             1             16  io.iotflow.device.Device
                Total        371645       12160016
                """);

        assertEquals(12_160_016, heap.bytes());
        assertEquals("""
                | `[B` | 0 | 351,644 | +11.2 |
                | `io.iotflow.device.Device` | 0 | 20,001 | +1.0 |
                """, heap.grownSince(before, 5));
        assertEquals("", heap.grownSince(heap, 5));
    }

    @Test
    void dividesCostsByMessagesAndBatches() {
        MillionFigures measured = new MillionFigures(
                "all devices",
                10_000_000,
                10_000,
                2,
                new Costs(0.2, 0.1, 3, 0),
                new DatabaseCosts(5_000_000, 100, 4, 9, 3_000_000),
                "1.5");

        assertEquals(
                "| all devices | 10,000,000 | 5,000 | 20.0 | 10.0 | 500 | 0.010 | 300 | 2.00 | 1.5 |\n",
                measured.row());
    }

    @Test
    void saysHowManyTimesAsMuchAMessageCosts() {
        MillionFigures before = new MillionFigures(
                "all", 1_000, 100, 1, new Costs(4, 2, 0, 0), new DatabaseCosts(1_000, 0, 0, 0, 0), "0");
        MillionFigures after = new MillionFigures(
                "all", 9_000, 200, 1, new Costs(9, 3, 0, 0), new DatabaseCosts(2_200, 0, 0, 0, 0), "0");

        assertEquals("| all | 9,000 | 1.13 | 0.75 | 1.10 |\n", after.ratio(before));
    }

    private int run(String line) {
        PrintWriter writer = new PrintWriter(said, true);
        return new CommandLine(new Bench()).setOut(writer).setErr(writer).execute(line.split(" "));
    }
}
