package io.iotflow.device;

/**
 * A registered device as the way of a message needs it.
 *
 * @param rowId its row's number, the {@code id} of the API
 * @param location where it stands, or null
 */
public record Device(long rowId, String deviceId, String name, String type, String location, Status status) {

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
