/**
 * The only way in: whatever came over MQTT or HTTP becomes a {@link io.iotflow.telemetry.store.TelemetryMessage}, or is
 * refused with a reason. It is acknowledged when the log has committed it.
 */
package io.iotflow.telemetry.ingest;
