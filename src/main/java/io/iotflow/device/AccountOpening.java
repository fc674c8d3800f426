package io.iotflow.device;

import java.util.UUID;

/**
 * A key is about to become a device's; fired before the registry's change and outside of any transaction, so that whoever
 * keeps accounts elsewhere can make the account now, when the key is known. An observer that throws a
 * {@link io.iotflow.platform.problem.Problem} keeps the registry from being changed; one that finds a
 * device of this id there already throws {@link TakenMeanwhile}. What follows is an
 * {@link AccountChange.Opened} with the same id in the transaction of the change, or {@link AccountNotOpened}.
 *
 * @param id of this attempt
 * @param key known now and never again
 * @param isNew whether the device is not registered yet
 * @param mayAct false where it is registered as an inactive one
 */
public record AccountOpening(UUID id, String deviceId, String key, boolean isNew, boolean mayAct) {

    static AccountOpening ofNew(String deviceId, String key, boolean mayAct) {
        return new AccountOpening(UUID.randomUUID(), deviceId, key, true, mayAct);
    }

    /** Of a device that is registered; whether it may act says the registry. */
    public static AccountOpening ofRegistered(String deviceId, String key) {
        return new AccountOpening(UUID.randomUUID(), deviceId, key, false, true);
    }

    /** Without the key: records print every component, and this one must not reach a log. */
    @Override
    public String toString() {
        return "AccountOpening[" + deviceId + "]";
    }
}
