package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms in which devices and gateways send their readings over MQTT. */
class PayloadFormsTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Instant TEN = Instant.parse("2026-01-31T10:00:00Z");
    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", "roof", Device.Status.ACTIVE);

    @Test
    void makesFieldsOfTasmotasObjects() throws Refused {
        assertEquals(
                Map.of("AM2301_Temperature", 21.4, "AM2301_Humidity", 55.0, "TempUnit", "C"),
                fields("{\"AM2301\":{\"Temperature\":21.4,\"Humidity\":55},\"TempUnit\":\"C\"}"));
    }

    @Test
    void makesFieldsOfTheDecodedPayloadOfTheThingsNetwork() throws Refused {
        assertEquals(
                Map.of("uplink_message_f_port", 1.0, "uplink_message_decoded_payload_temperature", 21.4),
                fields("{\"uplink_message\":{\"f_port\":1,\"decoded_payload\":{\"temperature\":21.4}}}"));
    }

    @Test
    void makesFieldsOfChirpStacksObject() throws Refused {
        assertEquals(
                Map.of("fPort", 1.0, "object_temperature", 21.4),
                fields("{\"fPort\":1,\"object\":{\"temperature\":21.4}}"));
    }

    @Test
    void makesFieldsOfShellysStatus() throws Refused {
        assertEquals(
                Map.of("switch:0_apower", 8.9, "switch:0_output", true, "meters_0_power", 1.5, "status_uptime", 9.0),
                fields("{\"switch:0\":{\"apower\":8.9,\"output\":true},\"meters\":[{\"power\":1.5}],"
                        + "\"status\":{\"uptime\":9}}"));
    }

    @Test
    void makesAMessageOfEachReadingOfAnArray() throws Refused {
        List<TelemetryMessage> messages =
                messages("[{\"v\":1,\"timestamp\":1769853600},{\"v\":2,\"timestamp\":1769853660}]");

        assertEquals(
                List.of(Map.of("v", 1.0), Map.of("v", 2.0)),
                messages.stream().map(TelemetryMessage::fields).toList());
        assertEquals(
                List.of(TEN, TEN.plusSeconds(60)),
                messages.stream().map(TelemetryMessage::time).toList());
    }

    @Test
    void givesTheReadingsOfAnArrayWithoutTimesRisingOnes() throws Refused {
        assertEquals(
                List.of(NOW, NOW.plusNanos(1000)),
                messages("[{\"v\":1},{\"v\":1}]").stream()
                        .map(TelemetryMessage::time)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"v\":1},5]",
                "[{\"v\":1},{}]",
                "[null,{\"v\":1}]",
                "[{\"v\":1,\"device_id\":\"other\"},{\"v\":1}]",
                "{\"metrics\":[{\"name\":\"m\",\"fields\":{\"v\":1}},{\"name\":\"m\"}]}",
                "[{\"n\":\"v\",\"v\":1},{\"n\":\"w\",\"t\":\"soon\",\"v\":1}]",
                "m v=1\nm v=oops"
            })
    void keepsTheGoodReadingsAndSaysThatOthersAreNone(String payload) throws Refused {
        Readings readings = read(payload);

        assertEquals(Map.of("v", 1.0), readings.messages().get(0).fields());
        assertTrue(readings.refused().isPresent());
    }

    @Test
    void readsThingsBoardsForm() throws Refused {
        TelemetryMessage message = messages("{\"ts\":1769853600000,\"values\":{\"a\":1,\"b\":true}}")
                .get(0);

        assertEquals(Map.of("a", 1.0, "b", true), message.fields());
        assertEquals(TEN, message.time());
        assertEquals(
                2,
                messages("[{\"ts\":1769853600000,\"values\":{\"a\":1}},{\"ts\":1769853660000,\"values\":{\"a\":2}}]")
                        .size());
    }

    @Test
    void readsSenMl() throws Refused {
        List<TelemetryMessage> messages =
                messages("[{\"bn\":\"urn:dev:ow:10e2:\",\"bt\":1769853600,\"bu\":\"Cel\",\"bv\":20,"
                        + "\"n\":\"temperature\",\"v\":1.5},{\"n\":\"open\",\"vb\":true},{\"n\":\"label\",\"vs\":\"x\"},"
                        + "{\"n\":\"temperature\",\"t\":60,\"v\":2}]");

        assertEquals(
                List.of(Map.of("temperature", 21.5, "open", true, "label", "x"), Map.of("temperature", 22.0)),
                messages.stream().map(TelemetryMessage::fields).toList());
        assertEquals(
                List.of(TEN, TEN.plusSeconds(60)),
                messages.stream().map(TelemetryMessage::time).toList());
        assertEquals("temperature", messages.get(0).measurement());
    }

    @Test
    void readsSenMlWithoutATimeOrWithOneBeforeNow() throws Refused {
        List<TelemetryMessage> messages = messages("[{\"n\":\"a\",\"v\":1},{\"n\":\"a\",\"t\":-10,\"v\":2}]");

        assertEquals(
                List.of(NOW, NOW.minusSeconds(10)),
                messages.stream().map(TelemetryMessage::time).toList());
    }

    @Test
    void namesASenMlFieldByItsBaseWhereItHasNoNameOrThereAreSeveral() throws Refused {
        assertEquals(Map.of("urn:dev:1", 1.0), fields("[{\"bn\":\"urn:dev:1\",\"v\":1}]"));
        assertEquals(
                Map.of("a:t", 1.0, "b:t", 2.0),
                fields("[{\"bn\":\"a:\",\"n\":\"t\",\"v\":1},{\"bn\":\"b:\",\"n\":\"t\",\"v\":2}]"));
    }

    @Test
    void readsTelegrafsJson() throws Refused {
        String metric =
                "{\"fields\":{\"idle\":93.5},\"name\":\"cpu\",\"tags\":{\"cpu\":\"cpu0\"},\"timestamp\":1769853600}";
        TelemetryMessage message = messages(metric).get(0);

        assertEquals("cpu", message.measurement());
        assertEquals(Map.of("idle", 93.5), message.fields());
        assertEquals(Map.of("cpu", "cpu0"), message.ownTags());
        assertEquals(TEN, message.time());
        assertEquals(
                2, messages("{\"metrics\":[" + metric + "," + metric + "]}").size());
    }

    @Test
    void readsLineProtocol() throws Refused {
        List<TelemetryMessage> messages =
                messages("cpu,cpu=cpu0 idle=93.5,n=5i,up=t,s=\"x\" 1769853600000000000\ncpu idle=1\n");

        assertEquals("cpu", messages.get(0).measurement());
        assertEquals(
                Map.of("idle", 93.5, "n", 5.0, "up", true, "s", "x"),
                messages.get(0).fields());
        assertEquals(Map.of("cpu", "cpu0"), messages.get(0).ownTags());
        assertEquals(TEN, messages.get(0).time());
        assertEquals(NOW, messages.get(1).time());
    }

    @Test
    void refusesWhatNamesAnotherDevice() {
        for (String payload : List.of(
                "m,device_id=other v=1",
                "{\"name\":\"m\",\"fields\":{\"v\":1},\"tags\":{\"device_id\":\"other\"}}",
                "{\"v\":1,\"device_id\":\"other\"}",
                "[{\"v\":1,\"device_id\":\"other\"}]")) {
            assertEquals(
                    Reason.OTHER_DEVICE,
                    assertThrows(Refused.class, () -> read(payload)).reason());
        }
    }

    @ParameterizedTest
    @CsvSource({"ON, ON", "OFF, OFF", "no signal, no signal", "'\"auto\"', auto", "21 22, 21 22"})
    void takesABareTextAsValue(String payload, String value) throws Refused {
        assertEquals(Map.of("value", value), fields(payload));
        assertEquals(null, messages(payload).get(0).extra());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false", "' true\n', true"})
    void takesABareBooleanAsValue(String payload, boolean value) throws Refused {
        assertEquals(Map.of("value", value), fields(payload));
    }

    @ParameterizedTest
    @CsvSource({"21.5, 21.5", "+21.5, 21.5", ".5, 0.5", "5., 5", "007, 7", "-0.5, -0.5", "1e3, 1000"})
    void takesABareNumberAsValueHoweverItIsWritten(String payload, double value) throws Refused {
        assertEquals(Map.of("value", value), fields(payload));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFF{\"v\":1}",
                "{\"v\":1}\0",
                "{\"v\":1}\n\0\0",
                "{\"v\":1}\r\n",
                "{'v': 1}",
                "{v:1}",
                "{\"v\":1,}",
                "{\"v\":+1}",
                "{\"v\":01}",
                "{\"v\":1.}"
            })
    void readsWhatIsNearlyJson(String payload) throws Refused {
        assertEquals(Map.of("v", 1.0), fields(payload));
    }

    @Test
    void readsPythonsWordsAndWordsWithoutQuotes() throws Refused {
        assertEquals(
                Map.of("a", true, "b", false, "d", "ON", "e", "it's"),
                fields("{'a': True, 'b': False, 'c': None, 'd': ON, 'e': \"it's\"}"));
    }

    @Test
    void keepsATextWithAnOwnLineBreak() throws Refused {
        assertEquals(Map.of("v", 1.0, "text", "a\nb"), fields("{\"v\":1,\"text\":\"a\nb\"}"));
    }

    @Test
    void keepsTheTagsAndTheTimeOfASenMlRecordWithItsOriginal() throws Refused {
        assertEquals(
                Json.read("{\"payload\":[{\"n\":\"a\",\"u\":\"Cel\",\"v\":\"nan\"},{\"n\":\"b\",\"v\":1}],"
                        + "\"left_out\":[{\"member\":\"a\",\"reason\":\"no_value\"}]}"),
                Json.read(messages("[{\"n\":\"a\",\"u\":\"Cel\",\"v\":\"nan\"},{\"n\":\"b\",\"v\":1}]")
                        .get(0)
                        .extra()));
    }

    private static Map<String, Object> fields(String payload) throws Refused {
        return messages(payload).get(0).fields();
    }

    private static List<TelemetryMessage> messages(String payload) throws Refused {
        Readings readings = read(payload);
        readings.refused().ifPresent(it -> {
            throw new AssertionError(it.detail());
        });
        return readings.messages();
    }

    private static Readings read(String payload) throws Refused {
        return new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER)
                .ofPayload(
                        DEVICE,
                        "iotflow/devices/greenhouse-1/telemetry/temperature",
                        "temperature",
                        payload.getBytes(StandardCharsets.UTF_8),
                        NOW);
    }
}
