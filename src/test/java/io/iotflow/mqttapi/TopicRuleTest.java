package io.iotflow.mqttapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicRuleTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iotflow/x",
                "iotflow/devices/a/commands/control",
                "iotflow/Größe/😀",
                "iotflow/with space/\"quoted\"",
                "iotflow/../x"
            })
    void takesWhatIsBelowOurBase(String topic) {
        assertEquals(List.of(), TopicRule.violations(topic));
        assertEquals(List.of(), TopicRule.filterViolations(topic));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "iotflow",
                "iotflow/",
                "iotflow//x",
                "iotflow/x/",
                "iotflows/x",
                "/iotflow/x",
                "IOTFLOW/x",
                "$SYS/broker",
                "$share/g/iotflow/x",
                "iotflow/$x",
                "iotflow/a\u0000b",
                "iotflow/a\nb",
                "iotflow/a\u007fb",
                "iotflow/\ud83d"
            })
    void refusesEverythingElseAsTopicAndAsFilter(String topic) {
        assertFalse(TopicRule.violations(topic).isEmpty());
        assertFalse(TopicRule.filterViolations(topic).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"iotflow/#", "iotflow/+", "iotflow/+/x", "iotflow/devices/+/status/#"})
    void takesWildcardsInAFilterOnly(String filter) {
        assertEquals(List.of(), TopicRule.filterViolations(filter));
        assertFalse(TopicRule.violations(filter).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+/x", "iotflow/#/x", "iotflow/a+", "iotflow/a#", "iotflow/##", "iotflow/++"})
    void refusesWildcardsWhereMqttHasNone(String filter) {
        assertFalse(TopicRule.filterViolations(filter).isEmpty());
    }

    @Test
    void countsTheBytesOfATopicAndNotItsCharacters() {
        String longest = "iotflow/" + "ä".repeat((TopicRule.LONGEST - 8) / 2);
        assertEquals(List.of(), TopicRule.violations(longest));
        assertEquals(List.of("must be at most 65535 bytes"), TopicRule.violations(longest + "xx"));
    }

    @Test
    void namesEverythingThatIsWrong() {
        assertEquals(
                List.of(
                        "must begin with 'iotflow/'",
                        "must not have an empty level",
                        "must not contain the wildcard '#'"),
                TopicRule.violations("/x/#"));
    }

    @Test
    void takesADevicesTopicApart() {
        ParsedTopic parsed = ParsedTopic.of("iotflow/devices/d1/status/command_response");

        assertEquals(
                new ParsedTopic(
                        "iotflow",
                        "iotflow/devices/d1/status/command_response",
                        "devices/d1/status/command_response",
                        List.of("devices", "d1", "status", "command_response"),
                        "devices",
                        "d1",
                        null,
                        "status",
                        "command_response"),
                parsed);
    }

    @Test
    void takesAFleetsTopicApart() {
        ParsedTopic parsed = ParsedTopic.of("iotflow/fleet/commands/g1");

        assertEquals("commands", parsed.topicType());
        assertEquals("g1", parsed.groupId());
        assertNull(parsed.deviceId());
    }

    @Test
    void leavesOutWhatATopicDoesNotHave() {
        ParsedTopic parsed = ParsedTopic.of("iotflow/devices");

        assertEquals("devices", parsed.category());
        assertNull(parsed.deviceId());
        assertNull(parsed.topicType());
        assertNull(parsed.subtopic());
    }
}
