/**
 * The one door in: whatever came over MQTT or HTTP becomes a {@link io.iotflow.telemetry.TelemetryMessage}, and is
 * acknowledged when the log in PostgreSQL has committed it. The log's outbox names the batches that the time-series
 * store has not confirmed.
 */
package io.iotflow.telemetry;
