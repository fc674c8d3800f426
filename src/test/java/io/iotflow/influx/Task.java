package io.iotflow.influx;

/** A task that is kept and never runs. */
record Task(String id, String orgId, String name, String flux, String status, String every, String offset) {}
