/**
 * The broker connection: one connection to the broker, messages in, messages out. It knows topics, not what the messages say.
 * A module that wants messages implements {@link io.iotflow.mqtt.Subscriber}; a message is acknowledged by whoever made
 * its content durable. Nodes that share a subscription read the sessions of those of them that are gone. What operators want to watch goes through a second session, so that it cannot disturb the first.
 */
package io.iotflow.mqtt;
