package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What is asked of the log about many devices. A series of the answer is a bucket of devices, a measurement, a field and a
 * value of each tag in {@code groupTags}: what a device sent over HTTP and over MQTT is one series.
 *
 * @param devices row ids; a device that belongs to several buckets is there several times
 * @param buckets the bucket of each device, in the order of {@code devices}
 * @param start inclusive, in whole microseconds
 * @param stop exclusive, in whole microseconds
 * @param measurements none for all
 * @param fields none for all
 * @param conditions what must be true of a message, all of them
 * @param groupTags tags that tell series apart
 */
public record FleetQuery(
        long[] devices,
        int[] buckets,
        Instant start,
        Instant stop,
        List<String> measurements,
        List<String> fields,
        List<MessageCondition> conditions,
        List<String> groupTags) {

    /**
     * Which rows of the answer.
     *
     * @param newestFirst by time, else oldest first
     * @param perSeries at most so many rows of one series, the first ones in this order; 0 for no limit
     * @param skipped so many rows are left out at the beginning
     * @param rows at most so many rows
     */
    public record Cut(boolean newestFirst, int perSeries, long skipped, long rows) {

        String direction() {
            return newestFirst ? "DESC" : "ASC";
        }

        /** The same of at most so many rows, where none is left out. */
        Cut of(long most) {
            return new Cut(newestFirst, perSeries, 0, most);
        }
    }

    /**
     * Functions by windows.
     *
     * @param functions at least one
     * @param bounds where each window begins, and behind them where the last one ends: at least two, rising, in whole
     *     microseconds, from start to stop
     * @param lookback how long before start the reading is looked for from which a step leads into the first window
     * @param until how far the last value of a series holds: stop, or now where that is earlier
     */
    public record Aggregation(List<FleetFunction> functions, List<Instant> bounds, Duration lookback, Instant until) {

        long[] micros() {
            return Columns.micros(bounds, it -> it);
        }
    }

    /** The same of some of the devices, by their places. */
    FleetQuery of(int[] places) {
        return new FleetQuery(
                Arrays.stream(places).mapToLong(it -> devices[it]).toArray(),
                Arrays.stream(places).map(it -> buckets[it]).toArray(),
                start,
                stop,
                measurements,
                fields,
                conditions,
                groupTags);
    }

    /** The devices, each of them once. */
    public long[] eachDeviceOnce() {
        return Arrays.stream(devices).distinct().toArray();
    }
}
