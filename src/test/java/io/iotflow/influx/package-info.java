/**
 * A test double of InfluxDB 2.7 that runs inside the test's own JVM and speaks the documented HTTP API. It exists so
 * that the InfluxDB contract suite runs where no real server is at hand; it decided to follow the answers of the real
 * server byte for byte where our code can see them, and to refuse with 400 what our code never sends.
 */
package io.iotflow.influx;
