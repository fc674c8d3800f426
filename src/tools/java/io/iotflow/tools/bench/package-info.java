/**
 * Load, and what it costs: drives the whole stack over MQTT and HTTP as devices do, and compares what was acknowledged
 * with what PostgreSQL holds. {@link io.iotflow.tools.bench.MqttLoad} and {@link io.iotflow.tools.bench.HttpLoad} also
 * serve the fault tests, so they outlive every loss of connection and remember each acknowledgement.
 */
package io.iotflow.tools.bench;
