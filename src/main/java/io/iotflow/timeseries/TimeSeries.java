package io.iotflow.timeseries;

import java.util.List;

/** The store that answers questions about time. */
interface TimeSeries {

    /** The data points behind a position, oldest first in {@link DataPoint#ORDER}. */
    Pages range(Question question, Position position);

    /** For each measurement and field the newest data point, in {@link DataPoint#ORDER}. */
    List<DataPoint> latest(Question question);

    /** Deletes the data, also what still waits to be forwarded. */
    void delete(Question question);

    /** How the store is; never fails. */
    StoreHealth health();
}
