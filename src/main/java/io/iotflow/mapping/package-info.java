/**
 * Mappings: foreign topics and webhooks become our messages. An operator says by JSONata expressions which device a payload is
 * of, and its measurement, time, fields and tags; {@link io.iotflow.mapping.Mappings} has all of them compiled, in memory. An
 * expression reads the payload and the topic and nothing else, within bounds of time, depth and size. Whose message it may
 * become, and which devices may publish it, the mapping says too.
 */
package io.iotflow.mapping;
