/**
 * The post office: one connection to the broker, envelopes in, letters out. It knows topics, not what the letters say.
 * A room that wants letters implements {@link io.iotflow.mqtt.Subscriber}; an envelope is acknowledged by whoever made
 * its content durable. What operators want to watch goes through a second session, so that it cannot disturb the first.
 */
package io.iotflow.mqtt;
