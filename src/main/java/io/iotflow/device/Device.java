package io.iotflow.device;

import java.time.ZoneId;

/**
 * A registered device as the way of a message needs it.
 *
 * @param rowId its row's number, the {@code id} of the API
 * @param location where it stands, or null
 * @param zone what its times without an offset are of, or null for the installation's
 */
public record Device(
        long rowId, String deviceId, String name, String type, String location, Status status, ZoneId zone) {

    /** One in the installation's zone. */
    public Device(long rowId, String deviceId, String name, String type, String location, Status status) {
        this(rowId, deviceId, name, type, location, status, null);
    }

    /** Whether a device may act; a device in maintenance still sends. */
    public enum Status {
        ACTIVE,
        INACTIVE,
        MAINTENANCE
    }

    /** Whether it may connect and write. */
    public boolean mayAct() {
        return status != Status.INACTIVE;
    }
}
