package io.iotflow.presence;

import java.time.Instant;
import java.util.List;

/**
 * Devices that were heard of after a pause, or say that they are online: what was sent to them before, they may have
 * missed. Fired on the thread that stores messages, so an observer must be quick.
 */
public record DevicesAwake(List<DeviceAwake> devices) {

    /**
     * One of them.
     *
     * @param deviceRowId the row id of the device
     * @param at when its message came
     * @param mayHaveMissedSince from when on it may have been away; {@link Instant#EPOCH} where nothing tells
     */
    public record DeviceAwake(long deviceRowId, Instant at, Instant mayHaveMissedSince) {}
}
