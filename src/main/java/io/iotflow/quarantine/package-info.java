/**
 * What could not be accepted, with its reason and its original bytes. Nothing is thrown away in silence, and nothing bad
 * blocks the messages behind it.
 */
package io.iotflow.quarantine;
