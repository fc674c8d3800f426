/**
 * The post office: one connection to the broker, envelopes in, messages out. It knows topics, not what the letters say.
 * A room that wants letters implements {@link io.iotflow.mqtt.Subscriber}; an envelope is acknowledged by whoever made
 * its content durable.
 */
package io.iotflow.mqtt;
