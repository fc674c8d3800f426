package io.iotflow.platform.task;

/** The schema is up to date: background tasks may start. An observer that throws stops the start of the application. */
public record ApplicationReady() {}
