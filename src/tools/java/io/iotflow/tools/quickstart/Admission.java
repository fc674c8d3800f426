package io.iotflow.tools.quickstart;

import io.iotflow.device.DeviceTopics;
import java.time.Instant;
import java.util.Optional;

/**
 * What a device's client was let in with.
 *
 * @param account {@link DeviceAccount#name()}
 * @param key which key it was; {@link #CERTIFICATE} for none
 * @param until when that key or certificate expires
 * @param topics what it may do
 */
record Admission(String account, long key, Instant until, DeviceTopics topics) {

    private static final long CERTIFICATE = -1;

    static Admission of(DeviceAccount account, DeviceAccount.Key key) {
        return of(account, key.id(), key.until());
    }

    /** With a certificate that is good until then. */
    static Admission of(DeviceAccount account, Instant until) {
        return of(account, CERTIFICATE, until);
    }

    private static Admission of(DeviceAccount account, long key, Instant until) {
        return new Admission(
                account.name(), key, until, new DeviceTopics(account.deviceId(), account.groups(), account.mapped()));
    }

    /** The same with what the registry says now; empty when the client must connect again to go on. */
    Optional<Admission> asOf(DeviceAccount now) {
        Optional<Admission> still = key == CERTIFICATE
                ? Optional.of(of(now, until))
                : now.key(it -> it.id() == key).map(it -> of(now, it));
        return still.filter(it -> it.account.equals(account) && it.topics.equals(topics));
    }

    boolean isOver() {
        return !Instant.now().isBefore(until);
    }

    boolean mayRead(String topic) {
        return !isOver() && TopicRights.mayRead(topics, topic);
    }
}
