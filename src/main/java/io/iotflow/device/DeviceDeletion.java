package io.iotflow.device;

/**
 * A device is being deleted: it is inactive already, its row goes last. Each module deletes what it has of it, outside of
 * any transaction; one that cannot now throws a {@link io.iotflow.platform.problem.Problem}, and the caller deletes again.
 */
public record DeviceDeletion(Device device) {}
