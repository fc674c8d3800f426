package io.iotflow.tools.prototype;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the Python prototype on their way: as requests, in the report, and how far they have come. */
class PrototypeRowsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void aDeviceKeepsItsNumberAsItsDeviceId() {
        FormerDevice.Request request = device("a pump", "active", NOW).request(NOW);

        assertEquals("17", request.json().getString("device_id"));
        assertEquals("secret-key-of-17", request.json().getString("api_key"));
        assertEquals(List.of(), request.changes());
        assertFalse(device("a pump", "active", NOW).toString().contains("secret"));
    }

    @Test
    void whatNoRuleAllowsIsChangedAndSaid() {
        FormerDevice.Request request = device("two\nlines " + "😀".repeat(1000), "gone", NOW.plusSeconds(1))
                .request(NOW);

        String description = request.json().getString("description");
        assertTrue(description.startsWith("two lines 😀") && description.length() <= 1000, description);
        assertFalse(Character.isHighSurrogate(description.charAt(description.length() - 1)));
        assertEquals("inactive", request.json().getString("status"));
        assertFalse(request.json().containsKey("last_seen"));
        assertEquals(3, request.changes().size());
    }

    @Test
    void aReadingIsSentAsItsDeviceWouldSendItButWithoutTheKey() throws Exception {
        FormerReading reading =
                reading("{\"api_key\": \"k\", \"t\": [1]}", NOW, "{\"rssi\": -60}", "environmental", null);

        assertEquals(
                "{\"device_id\":\"17\",\"data\":{\"t\":[1]},\"timestamp\":\"2026-01-31T12:00:00Z\","
                        + "\"type\":\"environmental\",\"metadata\":{\"rssi\":-60}}",
                reading.request(NOW).toString());
        assertEquals(
                "{\"device_id\":\"17\",\"data\":{},\"timestamp\":\"2026-01-31T12:00:00Z\"}",
                reading("{}", NOW, "null", " ", null).request(NOW).toString());
        assertTrue(reading.change(NOW).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"t\": NaN}", "{'t': 1}", "[1]", "21.5", "\"x\""})
    void whatIsNoObjectGoesAsItsText(String text) throws Exception {
        JsonObject request = reading(text, NOW, text, null, null).request(NOW);

        assertEquals(text, request.getString("data"));
        assertEquals(text, request.getString("metadata"));
    }

    @Test
    void aReadingWithoutATimeHasThatOfTheRowBefore() throws Exception {
        Instant before = NOW.minusSeconds(60);
        for (Instant bad : new Instant[] {null, Instant.EPOCH.minusSeconds(1), NOW.plus(Duration.ofDays(1))}) {
            FormerReading reading = reading("{\"t\": 1}", bad, null, null, before);

            assertEquals(before.toString(), reading.request(NOW).getString("timestamp"));
            assertTrue(reading.change(NOW).orElseThrow().endsWith("that of the row before: " + before));
            assertTrue(message(reading("{\"t\": 1}", bad, null, null, null)).startsWith("timestamp is "));
        }
        assertEquals("payload is missing", message(reading(null, NOW, null, null, null)));
    }

    private static String message(FormerReading reading) {
        return assertThrows(FormerReading.Unreadable.class, () -> reading.request(NOW))
                .getMessage();
    }

    private static FormerReading reading(String payload, Instant time, String metadata, String type, Instant before) {
        return new FormerReading(1, 17, payload, time, metadata, type, before);
    }

    @Test
    void theReportHoldsWhateverADeviceWroteOnOneLineAndAsNoFormula() throws IOException {
        Path file = folder.resolve("report.csv");
        try (ImportReport report = new ImportReport(file)) {
            report.leftOut("devices", 1, 1, "=cmd \"x\",\r\ny");
            report.changed("devices", 2, 2, "a-b");
            assertEquals(2, report.lines());
        }

        assertEquals(
                "table,row,device,outcome,reason\n"
                        + "devices,1,1,left out,\"'=cmd \"\"x\"\",??y\"\n"
                        + "devices,2,2,changed,\"a-b\"\n",
                Files.readString(file));
    }

    @Test
    void theNextRunGoesOnWhereTheLastOneStopped() throws IOException {
        ImportState first = ImportState.of(folder, "http://one");
        first.refuse(List.of(9L, 7L));
        first.done(500);
        first.done(400); // of a device that was welcome only now

        ImportState next = ImportState.of(folder, "http://one");

        assertEquals(500, next.after());
        assertEquals(List.of(7L, 9L), List.copyOf(next.refused()));
        next.forget();
        assertEquals(0, next.after());
        assertThrows(ImportFailure.class, () -> ImportState.of(folder, "http://another"));
    }

    private static FormerDevice device(String description, String status, Instant lastSeen) {
        return new FormerDevice(
                17, "Pump", description, "esp32", "secret-key-of-17", status, null, "1", null, NOW, lastSeen);
    }
}
