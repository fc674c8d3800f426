package io.iotflow.presence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The broker says that a device is subscribed to its commands as of this time: the quickstart's does, which is told to all nodes
 * through PostgreSQL. Fired on the thread that hears changes, so an observer must be quick.
 *
 * @param deviceRowId the row id of the device
 */
public record DeviceListening(long deviceRowId, Instant at) {

    /** The topic of the change. */
    public static final String TOPIC = "device_listening";

    /**
     * The subject of the change.
     *
     * @param account the device id and its row id, with a slash between them
     * @param at when it subscribed: what it said after that may be heard before this is
     */
    public static String subject(String account, Instant at) {
        return account + '@' + ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    static DeviceListening of(String subject, Instant now) {
        int time = subject.lastIndexOf('@');
        long deviceRowId = Long.parseLong(subject.substring(subject.lastIndexOf('/') + 1, time));
        Instant at = Instant.EPOCH.plus(Long.parseLong(subject.substring(time + 1)), ChronoUnit.MICROS);
        return new DeviceListening(deviceRowId, at.isAfter(now) ? now : at);
    }
}
