package io.iotflow.alert;

import java.util.Set;

/**
 * Which devices a rule is for: all that fit everything that is given.
 *
 * @param ids device ids; none for any
 * @param group a group's id; null for any, as the others
 */
record DeviceSelection(Set<String> ids, String group, String type, String location) {

    boolean includes(KnownDevice device) {
        return (ids.isEmpty() || ids.contains(device.deviceId()))
                && (group == null || device.groups().contains(group))
                && (type == null || type.equals(device.attribute(KnownDevice.TYPE)))
                && (location == null || location.equals(device.attribute(KnownDevice.LOCATION)));
    }
}
