/**
 * What was refused, over HTTP and MQTT alike: counted by reason, and of each device the last refusals, for its operator and
 * for itself. They gather in memory, bounded, and go to PostgreSQL together, so that a flood costs one transaction a second
 * and not one for each refusal; a node that dies loses the last second of them. A message that came over MQTT is in the
 * quarantine as well, whole; one that came over HTTP is still with its sender, who was told.
 */
package io.iotflow.refusal;
