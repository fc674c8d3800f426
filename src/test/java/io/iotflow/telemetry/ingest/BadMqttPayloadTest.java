package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.quarantine.Reason;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes over MQTT and ends in the quarantine. */
class BadMqttPayloadTest {

    @ParameterizedTest
    @ValueSource(strings = {"[21]", "[\"a\", \"b\"]", "[[{\"value\": 1}]]"})
    void refusesAnArrayOfAnythingButReadings(String payload) {
        assertEquals(Reason.WRONG_TYPE, refusal(payload).reason());
    }

    @Test
    void refusesAPayloadOfAnotherDevice() {
        assertEquals(
                Reason.OTHER_DEVICE,
                refusal("{\"value\": 1, \"device_id\": \"greenhouse-2\"}").reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"unit\": \"C\"}",
                "{\"more\": {\"value\": null}}",
                "{\"value\": null}",
                "[]",
                "null",
                "nan",
                "unavailable",
                "{\"value\": \"unknown\"}"
            })
    void refusesAPayloadWithoutAField(String payload) {
        assertEquals(Reason.NO_FIELD, refusal(payload).reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                " \n",
                "{\"value\": NaN}",
                "{\"value\": 1",
                "{'value': 1",
                "[{\"value\": 1},",
                "a\u0001b"
            })
    void refusesWhatIsNoJson(String payload) {
        assertEquals(Reason.BAD_JSON, refusal(payload).reason());
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] latin1 = "{\"unit\": \"°C\", \"value\": 1}".getBytes(StandardCharsets.ISO_8859_1);
        Refused refused = assertThrows(Refused.class, () -> MqttPayloadTest.read(latin1));
        assertEquals(Reason.BAD_JSON, refused.reason());
    }

    @ParameterizedTest
    @CsvSource({"1e309", "-1e309", "1e1000000000"})
    void refusesANumberBeyondDouble(String number) {
        assertEquals(Reason.BAD_NUMBER, refusal("{\"value\": " + number + "}").reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[ | {\"v\":1} | , | ]",
                "{\"metrics\":[ | {\"name\":\"m\",\"fields\":{\"v\":1}} | , | ]}",
                "'' | m v=1 | ' ' | ''"
            })
    void refusesMoreThanTenThousandReadings(String start, String reading, String separator, String end) {
        String between = separator.isBlank() ? "\n" : separator;
        String payload = start + (reading + between).repeat(10_000) + reading + end;
        assertEquals(Reason.TOO_LARGE, refusal(payload).reason());
    }

    private static Refused refusal(String payload) {
        return assertThrows(Refused.class, () -> MqttPayloadTest.read(payload));
    }
}
