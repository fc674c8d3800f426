package io.iotflow.timeseries;

import java.util.List;

/** The newest data points, as {@link Latest} has them, and where they came from. */
record NewestPoints(List<DataPoint> points, Source source) {}
