/**
 * How long the log keeps a message: its partitions of time, made ahead and dropped whole. What the time-series store has
 * not confirmed stays, however old it is.
 */
package io.iotflow.retention;
