/**
 * A fleet that is not there: devices with believable readings, each with its own key and connection, that buffer what they
 * cannot deliver, answer commands and can be made to fail. What was acknowledged is compared with what the product has.
 * Each device lives on one event loop, so none of it needs a lock.
 */
package io.iotflow.tools.simulator;
