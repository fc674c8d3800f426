package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tags and limits of a message. */
class MessageBuilderTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Set<String> TAG_KEYS = Set.of("location", "unit");

    @Test
    void tagsTheDevicesLocation() throws Refused {
        assertEquals("roof", at("roof").build(NOW).tags().get("location"));
    }

    @Test
    void hasNoLocationTagWhereTheDeviceHasNone() throws Refused {
        assertFalse(at(null).build(NOW).tags().containsKey("location"));
    }

    @Test
    void prefersTheLocationOfTheReading() throws Refused {
        MessageBuilder message = at("roof");
        message.about("location", Json.read("\"cellar\""));
        assertEquals("cellar", message.build(NOW).tags().get("location"));
    }

    @Test
    void prefersTheLocationOfTheMetadata() throws Refused {
        MessageBuilder message = at("roof").metadata(Json.readObject("{\"location\": \"cellar\"}"), "metadata");
        assertEquals("cellar", message.build(NOW).tags().get("location"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "{\"lat\": 1}", "[1]"})
    void keepsTheDevicesLocationWhereTheReadingsIsNoText(String location) throws Refused {
        MessageBuilder message = at("roof");
        message.about("location", Json.read(location));
        assertEquals("roof", message.build(NOW).tags().get("location"));
    }

    @Test
    void takesOnlyAllowedKeysOfTheMetadataAsTags() throws Refused {
        TelemetryMessage message = at("roof")
                .metadata(Json.readObject("{\"unit\": \"C\", \"batch\": \"x\", \"device_id\": \"other\"}"), "metadata")
                .build(NOW);
        assertEquals(
                Set.of("device_id", "device_name", "device_type", "location", "unit"),
                message.tags().keySet());
        assertEquals("greenhouse-1", message.tags().get("device_id"));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "2.50, 2.50", "true, true"})
    void writesANumberOrBooleanTagAsItsText(String json, String tag) throws Refused {
        MessageBuilder message = at(null);
        message.about("unit", Json.read(json));
        assertEquals(tag, message.build(NOW).tags().get("unit"));
    }

    @Test
    void refusesATagThatInfluxdbCannotHold() {
        MessageBuilder message = at(null);
        Refused refused =
                assertThrows(Refused.class, () -> message.metadata(Json.readObject("{\"unit\": \"C\\\\\"}"), "tags"));
        assertEquals(Reason.BAD_NAME, refused.reason());
        assertEquals("tags.unit", refused.field());
    }

    @Test
    void takesAThousandFields() throws Refused {
        assertEquals(1000, withFields(1000).build(NOW).fields().size());
    }

    @Test
    void refusesMoreThanAThousandFields() {
        MessageBuilder message = withFields(1001);
        assertEquals(
                Reason.TOO_LARGE,
                assertThrows(Refused.class, () -> message.build(NOW)).reason());
    }

    @Test
    void remembersWhenTheMessageCame() throws Refused {
        assertEquals(NOW, at(null).build(NOW.minusSeconds(60)).receivedAt());
    }

    private static MessageBuilder at(String location) {
        Device device = new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", location, Device.Status.ACTIVE);
        return field(new MessageBuilder(device, "climate", NOW, TAG_KEYS), "f0");
    }

    private static MessageBuilder withFields(int count) {
        MessageBuilder message = at(null);
        for (int i = 1; i < count; i++) {
            field(message, "f" + i);
        }
        return message;
    }

    private static MessageBuilder field(MessageBuilder message, String key) {
        try {
            return message.field(key, Json.read("1"), "fields." + key);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }
}
