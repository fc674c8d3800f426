/**
 * MQTT over HTTP, for operators and old clients: publishing, observing, what topics there are, and how the session with
 * the broker stands. It decides what may be published and observed: only below {@code iotflow/}, because our account has
 * no other right and a broker may cut the whole connection of an account that tries.
 */
package io.iotflow.mqttapi;
