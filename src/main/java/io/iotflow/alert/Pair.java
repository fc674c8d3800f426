package io.iotflow.alert;

/** A rule and a device, by their rows. */
record Pair(long rule, long device) {}
