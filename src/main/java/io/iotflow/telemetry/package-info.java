/**
 * What devices measure: {@code ingest} takes it over MQTT and HTTP and checks it, {@code store} is the durable log.
 * Nothing but these two packages is here.
 */
package io.iotflow.telemetry;
