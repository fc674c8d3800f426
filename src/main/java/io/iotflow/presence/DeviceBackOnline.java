package io.iotflow.presence;

/**
 * A device is there: for the first time, after it said that it goes offline, or after a silence longer than
 * {@code IOTFLOW_PRESENCE_TIMEOUT}. Fired on a managed thread, when its new state is in the database; it may be fired
 * twice for one return.
 *
 * @param deviceRowId the row id of the device
 */
public record DeviceBackOnline(long deviceRowId, String deviceId) {}
