package io.iotflow.timeseries;

import java.util.List;

/** The store that answers questions about time. */
interface TimeSeries {

    /** The oldest {@code limit} data points, in {@link DataPoint#ORDER}. */
    List<DataPoint> range(Question question, int limit);

    /** For each series and field the newest data point. */
    List<DataPoint> latest(Question question);

    /** Deletes the data, also what still waits to be forwarded. */
    void delete(Question question);

    /** How the store is; never fails. */
    Health health();

    /** InfluxDB's own state, or {@code disabled}; and which store answers. */
    record Health(Influx influxdb, boolean connected, String store) {

        /** {@code status} is pass, fail, unreachable or disabled. */
        record Influx(String status, String message, String version) {}
    }
}
