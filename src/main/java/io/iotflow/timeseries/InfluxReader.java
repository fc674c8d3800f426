package io.iotflow.timeseries;

import com.influxdb.query.FluxRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Asks InfluxDB and merges its tables into one list. */
final class InfluxReader {

    private static final Set<String> COLUMNS = Set.of("result", "table");

    private final InfluxConnection influx;

    InfluxReader(InfluxConnection influx) {
        this.influx = influx;
    }

    /** The oldest {@code limit} data points, in {@link DataPoint#ORDER}. */
    List<DataPoint> range(Question question, int limit) {
        // Each table is in time order, so the oldest of all are among the oldest of each.
        return query(Flux.select(influx.bucket(), question) + "\n  |> limit(n: " + limit + ")")
                .limit(limit)
                .toList();
    }

    /** For each measurement and field the newest data point. */
    List<DataPoint> latest(Question question) {
        // last() is the newest of each series; a device that moved has several with one measurement and field.
        Map<List<String>, DataPoint> newest = new LinkedHashMap<>();
        query(Flux.select(influx.bucket(), question) + "\n  |> last()")
                .forEach(point -> newest.merge(
                        List.of(point.measurement(), point.field()),
                        point,
                        (earlier, later) -> later)); // they come in order of time
        return newest.values().stream().sorted(DataPoint.ORDER).toList();
    }

    private Stream<DataPoint> query(String flux) {
        return influx.query(flux).stream()
                .flatMap(table -> table.getRecords().stream())
                .map(InfluxReader::dataPoint)
                .sorted(DataPoint.ORDER);
    }

    private static DataPoint dataPoint(FluxRecord row) {
        Map<String, String> tags = new LinkedHashMap<>();
        row.getValues().forEach((column, value) -> {
            if (!column.startsWith("_") && !COLUMNS.contains(column) && value != null) {
                tags.put(column, value.toString());
            }
        });
        return new DataPoint(row.getTime(), row.getMeasurement(), row.getField(), value(row.getValue()), tags);
    }

    /** InfluxDB's CSV turns a line feed inside a text into CR LF; no stored text has a carriage return of its own. */
    private static Object value(Object value) {
        return value instanceof String text ? text.replace("\r\n", "\n") : value;
    }
}
