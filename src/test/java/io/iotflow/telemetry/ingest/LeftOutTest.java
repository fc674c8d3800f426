package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad member of an MQTT payload does not spoil its neighbours. */
class LeftOutTest {

    private static final String LONG = "x".repeat(201);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad_name         | time            | {\"time\":\"2026-11-28 10:00:05\",\"ok\":4.2}",
                "bad_name         | ''              | {\"\":1,\"ok\":4.2}",
                "bad_name         | a�b        | {\"a\\u0001b\":1,\"ok\":4.2}",
                "bad_name         | v               | {\"v\":\"a\\u0000b\",\"ok\":4.2}",
                "bad_name         | v               | {\"v\":\"a\\rb\",\"ok\":4.2}",
                "bad_name         | v               | {\"v\":\"\\ud800\",\"ok\":4.2}",
                "bad_number       | v               | {\"v\":1e400,\"ok\":4.2}",
                "no_value         | v               | {\"v\":nan,\"ok\":4.2}",
                "no_value         | v               | {\"v\":-inf,\"ok\":4.2}",
                "no_value         | v               | {\"v\":\"unavailable\",\"ok\":4.2}",
                "no_value         | v               | {\"v\":\"Unknown\",\"ok\":4.2}",
                "no_value         | v               | {\"v\":\"\",\"ok\":4.2}",
                "no_value         | a.b             | {\"a\":{\"b\":\"none\"},\"ok\":4.2}",
                "bad_name         | location        | {\"location\":\"a\\u0001\",\"ok\":4.2}",
                "bad_timestamp    | timestamp       | {\"timestamp\":\"soon\",\"ok\":4.2}",
                "clock_not_set    | timestamp       | {\"timestamp\":17,\"ok\":4.2}",
                "too_deep         | a.a.a.a.a.a.a   | {\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"b\":1}}}}}}},\"ok\":4.2}",
                "too_large        | a               | {\"a\":[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8],\"ok\":4.2}"
            })
    void leavesOutAMemberAndSaysWhy(String reason, String member, String payload) throws Refused {
        TelemetryMessage message = MqttPayloadTest.read(payload);

        assertEquals(4.2, message.fields().get("ok"));
        assertEquals(List.of(reason + " " + member), leftOut(message));
    }

    @Test
    void keepsTheFirstOfTwoMembersOfOneName() throws Refused {
        TelemetryMessage message = MqttPayloadTest.read("{\"a\":{\"b\":1},\"a_b\":2}");

        assertEquals(Map.of("a_b", 1.0), message.fields());
        assertEquals(List.of("name_taken a_b"), leftOut(message));
    }

    @Test
    void leavesOutANameThatIsTooLongAndShowsItsBeginning() throws Refused {
        TelemetryMessage message = MqttPayloadTest.read("{\"" + LONG + "\":1,\"ok\":4.2}");

        assertEquals(Map.of("ok", 4.2), message.fields());
        assertEquals(List.of("bad_name " + "x".repeat(100)), leftOut(message));
    }

    @Test
    void keepsTheFirstThousandFields() throws Refused {
        TelemetryMessage message = MqttPayloadTest.read(IntStream.range(0, 1005)
                .mapToObj(it -> "\"f" + it + "\":1")
                .collect(Collectors.joining(",", "{", "}")));

        assertEquals(1000, message.fields().size());
        assertEquals(5, message.leftOut().size());
        assertEquals("too_many_fields f1000", leftOut(message).get(0));
    }

    @Test
    void showsTwentyAndCountsAll() throws Refused {
        TelemetryMessage message = MqttPayloadTest.read(IntStream.range(0, 50)
                .mapToObj(it -> "\"f" + it + "\":\"nan\"")
                .collect(Collectors.joining(",", "{\"ok\":1,", "}")));

        assertEquals(50, message.leftOut().size());
        assertEquals(20, leftOut(message).size());
    }

    @Test
    void keepsThePayloadAsItCame() throws Refused {
        String payload = "{\"time\":\"2026-11-28 10:00:05\",\"ok\":4.2}";
        assertEquals(Json.read(payload), extra(MqttPayloadTest.read(payload)).get("payload"));
    }

    @Test
    void keepsTheTextOfAPayloadThatIsNoJson() throws Refused {
        String payload = "{\"temperature\":nan,\"humidity\":55}";
        TelemetryMessage message = MqttPayloadTest.read(payload);

        assertEquals(Map.of("humidity", 55.0), message.fields());
        assertEquals(payload, extra(message).getString("payload"));
    }

    @Test
    void keepsNoKeyInTheTextOfAPayloadThatIsNoJson() throws Refused {
        TelemetryMessage message = MqttPayloadTest.read("{\"api_key\":\"secret\",\"v\":nan,\"ok\":1}");

        assertTrue(!message.extra().contains("secret"), message.extra());
    }

    @Test
    void replacesBrokenUnicodeThatOnlyPostgresqlWouldKeep() throws Refused {
        TelemetryMessage message = MqttPayloadTest.read("{\"value\": 1, \"status\": \"\\ud800\"}");

        assertEquals("\uFFFD", extra(message).getJsonObject("payload").getString("status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"v\":21.5,\"h\":40}", "{\"v\":true}", "{\"v\":\"auto\"}"})
    void notesNothingWhereNothingIsLeftOut(String payload) throws Refused {
        assertEquals(List.of(), MqttPayloadTest.read(payload).leftOut());
    }

    private static JsonObject extra(TelemetryMessage message) {
        return Json.readObject(message.extra());
    }

    private static List<String> leftOut(TelemetryMessage message) {
        return extra(message).getJsonArray("left_out").getValuesAs(JsonObject.class).stream()
                .map(it -> it.getString("reason") + " " + it.getString("member"))
                .toList();
    }
}
