package io.iotflow.timeseries;

import io.iotflow.device.DeviceChoice;
import io.iotflow.telemetry.store.FleetFunction;
import io.iotflow.telemetry.store.MessageCondition;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A question about the data of many devices, checked.
 *
 * @param range in whole microseconds
 * @param start as it was asked
 * @param stop as it was asked
 * @param windows none for one window from start to stop
 * @param functions none for the readings themselves
 * @param isLatest whether only the newest reading of each series is wanted
 * @param groupBy what tells series apart beside measurement and field
 * @param fill what stands for windows without a value
 * @param perSeries at most so many rows of one series; 0 for no limit
 * @param limit at most so many rows; empty for the format's own limit
 * @param cursor where the page before ended
 * @param source who is to answer; empty for who can
 */
record FleetQuestion(
        DeviceChoice devices,
        List<String> measurements,
        List<String> fields,
        List<MessageCondition> conditions,
        TimeRange range,
        String start,
        String stop,
        ZoneId zone,
        Optional<CalendarWindows> windows,
        List<FleetFunction> functions,
        boolean isLatest,
        GroupBy groupBy,
        WindowFill fill,
        boolean newestFirst,
        int perSeries,
        Optional<Integer> limit,
        Optional<String> cursor,
        Optional<Source> source,
        Shape shape,
        Format format) {

    /** What a JSON or CSV answer looks like. */
    enum Shape {
        /** Each series once, with its points as arrays. */
        SERIES,
        /** Each series once, with an array for each column. */
        COLUMNS,
        /** A row for each series and time. */
        ROWS,
        /** A row for each time, with a column for each series. */
        WIDE
    }

    /** How it is written. */
    enum Format {
        JSON,
        NDJSON,
        CSV
    }

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The columns beside the time: the functions, or the value. */
    List<String> columns() {
        return functions.isEmpty()
                ? List.of("value")
                : functions.stream().map(FleetFunction::text).toList();
    }

    /** The rows one after another, as they come, however many. */
    boolean isStreamed() {
        return format != Format.JSON && shape == Shape.ROWS && fill.isNone();
    }
}
