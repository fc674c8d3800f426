package io.iotflow.device;

/** A device to be, with the number and the id that nobody had when they were looked for. */
record FreeDevice(long rowId, NewDevice device) {}
