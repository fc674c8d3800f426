package io.iotflow.telemetry.ingest;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.iotflow.device.Device;
import java.util.Map;

/**
 * The tags that the registry and the transport give to what a device sends on a topic. They are the same with each message,
 * and shared by these: so their series is found by comparing references.
 */
final class TopicTags {

    private static final int MAX = 10_000;

    private final Cache<String, OfTopic> known =
            Caffeine.newBuilder().maximumSize(MAX).build();

    private record OfTopic(Device device, Map<String, String> tags) {}

    /** Of this device as the registry has it now. */
    Map<String, String> of(Device device, String topic) throws Refused {
        OfTopic last = known.getIfPresent(topic);
        if (last != null && last.device.equals(device)) {
            return last.tags;
        }
        MessageTags tags = new MessageTags(device);
        tags.put("topic", topic);
        OfTopic now = new OfTopic(device, Map.copyOf(tags.all()));
        known.put(topic, now);
        return now.tags;
    }
}
