package io.iotflow.platform.task;

/**
 * The start of the application waits.
 *
 * @param what for what, such as {@code PostgreSQL}; it is told to whoever asks meanwhile
 */
public record StartWaits(String what) {}
