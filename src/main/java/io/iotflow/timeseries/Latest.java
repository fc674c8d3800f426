package io.iotflow.timeseries;

import java.util.List;

/** For each measurement and field the newest data point, in {@link DataPoint#ORDER}, and where they came from. */
record Latest(List<DataPoint> points, Source source) {}
