package io.iotflow.telemetry.store;

/** What a row of the log has instead of a measurement and tags: the rows of tables series and tag_set. */
record SeriesIds(int series, int tagSet) {}
