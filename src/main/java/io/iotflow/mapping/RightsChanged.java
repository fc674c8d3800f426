package io.iotflow.mapping;

/**
 * Where devices may publish changes; fired inside the transaction of the change, so an observer that throws makes all of it
 * fail.
 */
public record RightsChanged() {}
