/**
 * Rate limits: how much one device or one address may ask for. Each is a token bucket in this node's memory, so that a
 * decision costs no call to anybody; nodes tell each other through PostgreSQL what was taken. HTTP callers over their
 * limit get 429, MQTT messages go to the quarantine.
 */
package io.iotflow.platform.ratelimit;
