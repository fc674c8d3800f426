package io.iotflow.brokerauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.DeviceTopics;
import io.iotflow.stack.Attempts;
import java.util.List;
import org.junit.jupiter.api.Test;

class RightsTest {

    private static final DeviceTopics MINE = new DeviceTopics("me", List.of("pumps"));

    @Test
    void refusesAStrangersTopics() {
        Attempts.publishing("me", "stranger").forEach(it -> assertFalse(Rights.mayPublish(MINE, it), it));
        Attempts.subscribing("me", "stranger").forEach(it -> assertFalse(Rights.maySubscribe(MINE, it), it));
    }

    @Test
    void allowsOnesOwnAndOnesFleets() {
        Attempts.allowed("me").forEach(it -> assertTrue(Rights.maySubscribe(MINE, it), it));
        assertTrue(Rights.maySubscribe(MINE, "iotflow/fleet/commands/pumps"));
        assertTrue(Rights.mayPublish(MINE, "iotflow/devices/me/telemetry/temperature"));
        assertTrue(Rights.mayPublish(MINE, "iotflow/devices/me/status/online"));
    }

    @Test
    void allowsADeviceOfThePrototypeItsFormerTopicsAndNobodyElses() {
        for (String topic : List.of(
                "iotflow/lwt/devices/%s",
                "iotflow/devices/%s/config", "iotflow/discovery/register/%s", "iotflow/status/devices/%s/heartbeat")) {
            assertTrue(Rights.mayPublish(MINE, topic.formatted("me")), topic);
            assertFalse(Rights.mayPublish(MINE, topic.formatted("other")), topic);
        }
        assertTrue(Rights.maySubscribe(MINE, "iotflow/devices/me/config"));
        assertFalse(Rights.maySubscribe(MINE, "iotflow/devices/+/config"));
    }

    @Test
    void refusesWhatIsNoTopicOrFilter() {
        String own = "iotflow/devices/me/";
        for (String topic : List.of("", own + "telemetry/+", own + "telemetry/#", own + "telemetry/a\0b")) {
            assertFalse(Rights.mayPublish(MINE, topic), topic);
        }
        for (String filter : List.of("", own + "commands/#/x", own + "commands/a#", own + "commands/+b", "\0")) {
            assertFalse(Rights.maySubscribe(MINE, filter), filter);
        }
        assertFalse(Rights.maySubscribe(MINE, own + "commands/" + "a".repeat(65_535)));
    }

    @Test
    void theRoleOfAPluginSaysTheSame() {
        assertEquals(14, DeviceRole.acls(MINE).size());
        assertTrue(DeviceRole.hasExactly(
                jakarta.json.Json.createObjectBuilder()
                        .add("acls", DeviceRole.acls(MINE))
                        .build(),
                DeviceRole.acls(MINE)));
    }
}
