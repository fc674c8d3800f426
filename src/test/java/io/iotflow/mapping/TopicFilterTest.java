package io.iotflow.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zigbee2mqtt/+",
                "tele/{device_id}/SENSOR",
                "shellies/#",
                "shellies/{device_id}/status/+",
                "a",
                "a//b",
                "büro/+"
            })
    void takesAFilterBelowANameOfItsOwn(String text) {
        assertEquals(Optional.empty(), TopicFilter.violation(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "#",
                "+",
                "+/status/#",
                "/a",
                "iotflow/#",
                "iotflow",
                "iotflow/devices/+/telemetry/x",
                "$SYS/#",
                "$share/a/b",
                "$CONTROL/dynamic-security/v1",
                "{device_id}/state",
                "a/#/b",
                "a/b+",
                "a/b#",
                "a/{device_id}/{device_id}",
                "a/x{device_id}",
                "a/{other}",
                "a/}",
                "a/\u0000",
                "a/\ud800"
            })
    void refusesWhatCoversOthersTopicsOrIsNoFilter(String text) {
        assertTrue(TopicFilter.violation(text).isPresent());
    }

    @Test
    void refusesAFilterThatIsTooLong() {
        assertTrue(TopicFilter.violation("a/" + "b".repeat(499)).isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "tele/{device_id}/SENSOR, tele/kitchen/SENSOR, true",
        "tele/{device_id}/SENSOR, tele/kitchen/STATE, false",
        "tele/{device_id}/SENSOR, tele/kitchen/SENSOR/x, false",
        "tele/{device_id}/SENSOR, tele/kitchen, false",
        "shellies/#, shellies, true",
        "shellies/#, shellies/a/b/c, true",
        "shellies/#, shellies2/a, false",
        "zigbee2mqtt/+, zigbee2mqtt/lamp, true",
        "zigbee2mqtt/+, zigbee2mqtt/, true",
        "zigbee2mqtt/+, zigbee2mqtt, false",
        "zigbee2mqtt/+, zigbee2mqtt/lamp/set, false"
    })
    void matchesAsMqttSays(String filter, String topic, boolean isMatched) {
        assertEquals(isMatched, TopicFilter.of(filter).matches(topic.split("/", -1)));
    }

    @ParameterizedTest
    @CsvSource({
        "a/+, a/b, true",
        "a/{device_id}/x, a/+/y, false",
        "a/{device_id}/x, a/k/x, true",
        "a/#, a, true",
        "a/#, a/b/c, true",
        "a/#, b/#, false",
        "a/b, a/b/c, false",
        "a/+/c, a/b/#, true",
        "a/b/#, a/b, true"
    })
    void findsWhatTwoFiltersBothMatch(String one, String other, boolean overlap) {
        assertEquals(overlap, TopicFilter.of(one).overlaps(TopicFilter.of(other)));
        assertEquals(overlap, TopicFilter.of(other).overlaps(TopicFilter.of(one)));
    }

    @Test
    void knowsTheLevelThatIsTheDevice() {
        TopicFilter filter = TopicFilter.of("tele/{device_id}/SENSOR");

        assertEquals("tele/+/SENSOR", filter.forBroker());
        assertEquals(Optional.of("kitchen"), filter.deviceOf("tele/kitchen/SENSOR"));
        assertFalse(TopicFilter.of("tele/+/SENSOR").namesDevice());
    }
}
