/**
 * Prepares an InfluxDB 2 for IoTFlow: organisation, bucket and its retention, a token for these alone, means of five
 * minutes where they are wanted, and the {@code .env} that tells the application. Every step first looks and changes
 * only what is not so yet, so a second run changes nothing. The quickstart sets up its own InfluxDB with it.
 */
package io.iotflow.tools.influxsetup;
