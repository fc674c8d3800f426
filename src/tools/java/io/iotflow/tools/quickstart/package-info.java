/**
 * Everything on one machine with one command: PostgreSQL and an MQTT broker inside this JVM's care, the application on
 * Payara Micro as its child, InfluxDB when {@code influxd} is installed. Data survives a restart and a {@code kill -9};
 * what an environment variable points to elsewhere is not started. The parts are public because the tests and the load
 * bench start the same ones.
 */
package io.iotflow.tools.quickstart;
