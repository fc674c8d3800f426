/**
 * Queries about time, and the way from the log to InfluxDB. {@link io.iotflow.timeseries.BatchWriter} forwards what the
 * outbox names; {@link io.iotflow.timeseries.TimeSeries} answers from InfluxDB where it is configured and answers, and from
 * the log where not, with the same answers.
 */
package io.iotflow.timeseries;
