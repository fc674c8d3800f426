package io.iotflow.device;

import java.util.UUID;

/**
 * A device's right to use the broker changes; fired inside the transaction of the change, so an observer that throws
 * makes all of it fail.
 */
public sealed interface AccountChange {

    /** The device. */
    Device device();

    /** It has a new key, after registration or rotation: the one that this {@link AccountOpening} announced. */
    record Opened(Device device, UUID opening) implements AccountChange {}

    /** Its keys were revoked, or it was made inactive. */
    record Closed(Device device) implements AccountChange {}

    /** It is active again; its key is what it was. */
    record Reopened(Device device) implements AccountChange {}

    /** It joined or left fleets. */
    record Regrouped(Device device) implements AccountChange {}

    /** It is deleted. */
    record Removed(Device device) implements AccountChange {}
}
