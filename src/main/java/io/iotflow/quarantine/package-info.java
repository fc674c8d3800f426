/**
 * What could not be accepted, with its reason and its original bytes. Nothing is thrown away in silence, and nothing bad
 * blocks the messages behind it. Operators list it, delete it, and let it try again: how, each source says as a {@link
 * io.iotflow.quarantine.Replayer}, so that this module knows none of them. It is bounded by age and size, and when it is full
 * the device that takes the most of it loses its oldest messages.
 */
package io.iotflow.quarantine;
