package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One bad part of another product's message does not spoil the others. */
class HistoryFormTest {

    private static final Device DEVICE = new Device(17, "17", "Pump", "esp32", null, Device.Status.ACTIVE);
    private static final Instant NOW = Instant.parse("2026-11-28T20:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"t\": 1}                                 | {t=1.0}",
                "{\"t\": nan, \"h\": 2}                     | {h=2.0}",
                "{'t': None, 'h': True}                     | {h=true}",
                "{\"api_key\": \"k\", \"t\": nan, \"h\": 1} | {h=1.0}",
                "[1, 2]                                     | {value_0=1.0, value_1=2.0}",
                "21.5                                       | {value=21.5}",
                "a word                                     | {value=a word}",
            })
    void aTextIsReadAsWhatItIs(String text, String fields) throws Refused {
        TelemetryMessage message =
                read(Json.createObjectBuilder().add("data", text.strip()).build());

        assertEquals(fields, message.fields().toString());
        assertEquals(-1, String.valueOf(message.extra()).indexOf("api_key"));
    }

    @Test
    void aBadTypeMetadataOrMemberIsLeftOutAndNamed() throws Refused {
        JsonObjectBuilder body = Json.createObjectBuilder()
                .add("data", Json.readObject("{\"t\": 1, \"time\": 2, \"\": 3}"))
                .add("type", "a\u0001b")
                .add("metadata", Json.createArrayBuilder().add(1));

        TelemetryMessage message = read(body.build());

        assertEquals("sensor", message.measurement());
        assertEquals(Map.of("t", 1.0), message.fields());
        assertEquals(
                "[type bad_name, time bad_name,  bad_name, metadata wrong_type]",
                message.leftOut().stream()
                        .map(it -> it.member() + " " + it.why().code())
                        .toList()
                        .toString());
    }

    @Test
    void aTimeIsNotMadeUpAndNothingIsNoReading() {
        JsonObject future = Json.createObjectBuilder()
                .add("data", Json.readObject("{\"t\": 1}"))
                .add("timestamp", "2999-01-01T00:00:00Z")
                .build();

        assertThrows(Refused.class, () -> reader().ofHistory(DEVICE, future, NOW));
        assertThrows(Refused.class, () -> read(Json.readObject("{\"data\": {}}")));
        assertThrows(Refused.class, () -> read(Json.readObject("{\"data\": null}")));
        assertThrows(Refused.class, () -> read(Json.readObject("{}")));
    }

    private static TelemetryMessage read(JsonObject body) throws Refused {
        return reader().ofHistory(
                        DEVICE,
                        Json.createObjectBuilder(body)
                                .add("timestamp", "2026-01-01T00:00:00Z")
                                .build(),
                        NOW);
    }

    private static MessageReader reader() {
        return new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER);
    }
}
