package io.iotflow.timeseries;

import java.util.List;

/** The store that answers questions about time. */
interface TimeSeries {

    /** The data points behind a position, oldest first in {@link DataPoint#ORDER}. */
    PageReader range(TimeSeriesQuery question, Position position);

    /** For each measurement and field the newest data point, in {@link DataPoint#ORDER}. */
    List<DataPoint> latest(TimeSeriesQuery question);

    /** Deletes the data, also what still waits to be forwarded. */
    void delete(TimeSeriesQuery question);

    /** How the store is; never fails. */
    StoreHealth health();
}
