package io.iotflow.presence;

import java.time.Instant;

/**
 * The broker says that a device is subscribed to its commands as of now: the quickstart's does, which is told to all nodes
 * through PostgreSQL. Fired on the thread that hears changes, so an observer must be quick.
 *
 * @param deviceRowId the row id of the device
 */
public record DeviceListening(long deviceRowId, Instant at) {

    /** The topic of the change; the subject is the device id and its row id, with a slash between them. */
    public static final String TOPIC = "device_listening";
}
