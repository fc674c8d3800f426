package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.services.publish.RetainedMessageStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** On which topics the broker keeps a message of each device: so many, and none of a device that is gone. */
final class RetainedTopics {

    private static final Logger LOG = LoggerFactory.getLogger(RetainedTopics.class);
    private static final String DEVICES = "iotflow/devices/";

    private final int max;
    private final Consumer<String> remove;
    private final Map<String, Set<String>> byDevice = new ConcurrentHashMap<>();

    /** @param remove takes the message of a topic out of the broker */
    RetainedTopics(int max, Consumer<String> remove) {
        this.max = max;
        this.remove = remove;
    }

    /** Those of this broker, whose former messages are learnt by and by. */
    static RetainedTopics of(RetainedMessageStore store, int max) {
        RetainedTopics topics = new RetainedTopics(max, store::remove);
        store.iterateAllRetainedMessages((context, message) -> topics.found(message.getTopic()))
                .exceptionally(e -> {
                    LOG.warn("The retained messages could not be read: {}", e.toString());
                    return null;
                });
        return topics;
    }

    /** A message was there before; commands are the application's. */
    void found(String topic) {
        if (topic.startsWith(DEVICES)) {
            String[] parts = topic.substring(DEVICES.length()).split("/", 3);
            if (parts.length > 1 && !parts[1].equals("commands")) {
                change(parts[0], topics -> topics.add(topic));
            }
        }
    }

    private void change(String deviceId, Consumer<Set<String>> change) {
        byDevice.compute(deviceId, (id, known) -> {
            Set<String> topics = known == null ? new HashSet<>() : known;
            change.accept(topics);
            return topics.isEmpty() ? null : topics;
        });
    }

    /** Whether a message may be retained: topics that have one may have another, and an empty one takes it away. */
    boolean mayRetain(String deviceId, String topic, boolean isEmpty) {
        boolean[] may = {true};
        change(deviceId, topics -> {
            if (isEmpty) {
                topics.remove(topic);
            } else {
                may[0] = topics.contains(topic) || topics.size() < max && topics.add(topic);
            }
        });
        return may[0];
    }

    /** Takes away what is kept of a device that is no longer registered; of every such device where the id is empty. */
    void forgetGone(String deviceId, DeviceKeys registry) {
        List<String> devices = deviceId.isEmpty() ? List.copyOf(byDevice.keySet()) : List.of(deviceId);
        for (String device : devices) {
            if (byDevice.containsKey(device) && registry.accountOf(device).isEmpty()) {
                Optional.ofNullable(byDevice.remove(device)).ifPresent(topics -> topics.forEach(remove));
            }
        }
    }
}
