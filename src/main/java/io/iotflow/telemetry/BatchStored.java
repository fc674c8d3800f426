package io.iotflow.telemetry;

/** A batch is committed. */
public record BatchStored(int points) {}
