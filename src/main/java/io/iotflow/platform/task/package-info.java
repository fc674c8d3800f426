/**
 * What goes on for the application's life: background tasks, each a loop that no failure ends, and the pauses between
 * attempts of everything that tries for ever.
 */
package io.iotflow.platform.task;
