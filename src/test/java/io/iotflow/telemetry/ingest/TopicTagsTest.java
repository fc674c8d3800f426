package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicTagsTest {

    private static final String TOPIC = "iotflow/devices/greenhouse-1/telemetry/climate";

    private final TopicTags tags = new TopicTags();

    @Test
    void areThoseOfTheRegistryAndTheTopic() throws Refused {
        assertEquals(
                Map.of(
                        "device_id", "greenhouse-1",
                        "device_name", "Greenhouse",
                        "device_type", "sensor",
                        "location", "north",
                        "topic", TOPIC),
                tags.of(device("Greenhouse"), TOPIC));
    }

    @Test
    void areSharedByTheMessagesOfATopic() throws Refused {
        assertSame(tags.of(device("Greenhouse"), TOPIC), tags.of(device("Greenhouse"), new String(TOPIC)));
    }

    @Test
    void areOthersWhenTheRegistrySaysSo() throws Refused {
        tags.of(device("Greenhouse"), TOPIC);

        assertEquals("Orangery", tags.of(device("Orangery"), TOPIC).get("device_name"));
    }

    @Test
    void areNoneOfATopicThatCanBeNoTag() {
        assertThrows(Refused.class, () -> tags.of(device("Greenhouse"), "iotflow/\n"));
    }

    @Test
    void areNotChangedByAMessageThatHasMore() throws Refused {
        Map<String, String> shared = tags.of(device("Greenhouse"), TOPIC);
        MessageTags one = new MessageTags(shared);
        one.put("line", "3");

        assertEquals("3", one.all().get("line"));
        assertEquals(shared, new MessageTags(shared).all());
    }

    private static Device device(String name) {
        return new Device(7, "greenhouse-1", name, "sensor", "north", Device.Status.ACTIVE);
    }
}
