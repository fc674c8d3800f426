package io.iotflow.timeseries;

import java.util.List;

/** The store that answers queries about time. */
interface TimeSeries {

    /** The data points behind a position, oldest first in {@link DataPoint#ORDER}. */
    PageReader range(TimeSeriesQuery query, Position position);

    /** The newest data points, as {@link Latest} has them. */
    List<DataPoint> latest(TimeSeriesQuery query);

    /** Deletes the data, also what still waits to be forwarded; returns how many messages of the log that were. */
    int delete(TimeSeriesQuery query);

    /** How the store is; never fails. */
    StoreHealth health();
}
