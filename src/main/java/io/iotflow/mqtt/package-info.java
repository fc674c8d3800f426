/**
 * The broker connection: one connection to the broker, messages in, messages out. It knows topics, not what the messages say.
 * A module that wants messages implements {@link io.iotflow.mqtt.Subscriber}; a message is acknowledged by whoever made
 * its content durable. What operators want to watch goes through a second session, so that it cannot disturb the first.
 */
package io.iotflow.mqtt;
