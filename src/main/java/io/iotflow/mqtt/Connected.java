package io.iotflow.mqtt;

/** CDI event: the session with the broker stands, for the first time or again; what waited for it may be sent. */
public record Connected() {}
