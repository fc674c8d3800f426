package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What a load sends. Message {@code seq} of a device has the device time {@code base + seq} milliseconds, so no two
 * messages merge into one row, and the rows can be compared with the acknowledgements one by one. Two loads of the same
 * devices need different measurements or bases.
 *
 * @param measurement the messages' measurement
 * @param base the device time of sequence number 0, in whole milliseconds
 * @param connections over MQTT connection {@code i} is device {@code i}; over HTTP devices may share or have several
 * @param inFlight messages of one MQTT connection that wait for their PUBACK; over HTTP it is always one
 * @param rate messages per second of all connections together, 0 = as fast as possible
 * @param isMapped over MQTT: on a topic of a mapping, not on the devices' own
 */
public record LoadPlan(
        List<RegisteredDevice> devices,
        String measurement,
        Instant base,
        int connections,
        int inFlight,
        double rate,
        boolean isMapped) {

    /**
     * How far behind the first message is: a device that sends more than 1,000 a second has a clock that runs ahead of ours.
     * Not a day: what comes for a day that is over makes the log compute totals of its hours again.
     */
    static final Duration BEHIND = Duration.ofHours(1);

    public LoadPlan {
        devices = List.copyOf(devices);
        base = base.truncatedTo(ChronoUnit.MILLIS);
        if (devices.isEmpty() || connections < 1 || inFlight < 1 || rate < 0) {
            throw new IllegalArgumentException(
                    "a load needs a device, a connection, a message in flight, and a rate that is not negative");
        }
    }

    /** One connection for each device, as fast as possible, times that begin {@link #BEHIND}. */
    public static LoadPlan of(List<RegisteredDevice> devices, String measurement) {
        return new LoadPlan(devices, measurement, Instant.now().minus(BEHIND), devices.size(), 100, 0, false);
    }

    public LoadPlan withConnections(int number) {
        return new LoadPlan(devices, measurement, base, number, inFlight, rate, isMapped);
    }

    public LoadPlan withInFlight(int number) {
        return new LoadPlan(devices, measurement, base, connections, number, rate, isMapped);
    }

    public LoadPlan withRate(double messagesPerSecond) {
        return new LoadPlan(devices, measurement, base, connections, inFlight, messagesPerSecond, isMapped);
    }

    /** The same on the mapping's topic; of what arrives there the mapping makes the same message. */
    public LoadPlan mapped() {
        return new LoadPlan(devices, measurement, base, connections, inFlight, rate, true);
    }
}
