package io.iotflow.device;

import java.time.Instant;

/** A device of another product is here now, and was seen there last at this time; whole microseconds. */
public record DeviceImported(Device device, Instant lastSeen) {}
