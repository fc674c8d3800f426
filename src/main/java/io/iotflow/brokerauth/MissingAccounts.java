package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts.Account;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that should have an account at the broker and have none, or one of which it is not known whose key it takes.
 * Only their key's hash is known here, so the account is made again when the device shows its key over HTTP, or gets a
 * new one.
 */
@ApplicationScoped
class MissingAccounts {

    private static final int MAX_UNCERTAIN = 10_000;

    private final Set<String> deviceIds = ConcurrentHashMap.newKeySet();
    private final Set<String> uncertain = ConcurrentHashMap.newKeySet();

    /** Remembers that an account is not there; one of a device that may not connect is not missed. */
    void lost(Account account) {
        if (account.mayConnect()) {
            deviceIds.add(account.deviceId());
        } else {
            deviceIds.remove(account.deviceId());
        }
    }

    /** Remembers that an account is there. */
    void found(String deviceId) {
        deviceIds.remove(deviceId);
    }

    /** Remembers that the broker may have been given a key that the registry did not keep. */
    void uncertain(String deviceId) {
        if (uncertain.size() < MAX_UNCERTAIN) {
            uncertain.add(deviceId);
        }
    }

    /** Remembers that an account has its device's key, or is not wanted any more. */
    void settled(String deviceId) {
        deviceIds.remove(deviceId);
        uncertain.remove(deviceId);
    }

    boolean isUncertain(String deviceId) {
        return uncertain.contains(deviceId);
    }

    boolean contains(String deviceId) {
        return deviceIds.contains(deviceId) || isUncertain(deviceId);
    }

    boolean isEmpty() {
        return deviceIds.isEmpty() && uncertain.isEmpty();
    }

    /** One of those that have none, for a log line. */
    String example() {
        return deviceIds.stream().findAny().orElse("-");
    }

    /** How many have none. */
    int count() {
        return deviceIds.size();
    }
}
