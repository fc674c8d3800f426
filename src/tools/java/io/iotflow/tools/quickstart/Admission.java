package io.iotflow.tools.quickstart;

import io.iotflow.device.DeviceTopics;
import java.time.Instant;
import java.util.Optional;

/**
 * What a device's client was let in with.
 *
 * @param account {@link DeviceAccount#name()}
 * @param key which key it was
 * @param until when that key expires
 * @param topics what it may do
 */
record Admission(String account, long key, Instant until, DeviceTopics topics) {

    static Admission of(DeviceAccount account, DeviceAccount.Key key) {
        return new Admission(
                account.name(),
                key.id(),
                key.until(),
                new DeviceTopics(account.deviceId(), account.groups(), account.mapped()));
    }

    /** The same with what the registry says now; empty when the client must connect again to go on. */
    Optional<Admission> asOf(DeviceAccount now) {
        return now.key(it -> it.id() == key)
                .map(it -> of(now, it))
                .filter(it -> it.account.equals(account) && it.topics.equals(topics));
    }

    boolean isOver() {
        return !Instant.now().isBefore(until);
    }

    boolean mayRead(String topic) {
        return !isOver() && TopicRights.mayRead(topics, topic);
    }
}
