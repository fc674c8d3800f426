package io.iotflow.brokeraccount;

import io.iotflow.device.DeviceAccounts.Account;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Devices that should have an account at the broker and have none. Only their key's hash is known here, so the account is
 * made again when the device shows its key over HTTP, or gets a new one.
 */
@ApplicationScoped
class MissingAccounts {

    private final Set<String> deviceIds = ConcurrentHashMap.newKeySet();

    /** Notes that an account is not there; one of a device that may not connect is not missed. */
    void lost(Account account) {
        if (account.mayConnect()) {
            deviceIds.add(account.deviceId());
        } else {
            deviceIds.remove(account.deviceId());
        }
    }

    /** Notes that an account is there, or is not wanted any more. */
    void found(String deviceId) {
        deviceIds.remove(deviceId);
    }

    boolean contains(String deviceId) {
        return deviceIds.contains(deviceId);
    }

    /** One of them, for a log line. */
    String example() {
        return deviceIds.stream().findAny().orElse("-");
    }

    int count() {
        return deviceIds.size();
    }
}
