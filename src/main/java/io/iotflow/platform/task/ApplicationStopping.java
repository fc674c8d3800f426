package io.iotflow.platform.task;

/** The application stops; its tasks, its database and its executors are still there. */
public record ApplicationStopping() {}
