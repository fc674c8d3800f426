package io.iotflow.device;

import io.iotflow.platform.problem.Problem;
import jakarta.ws.rs.core.SecurityContext;

/** Which device is calling, and the rule of ownership: a device acts for itself, an admin for all, a viewer reads all. */
public final class DeviceAccess {

    private DeviceAccess() {}

    /** The device that is calling; 401 when it was deleted since its key was checked. */
    public static Device device(SecurityContext caller, DeviceRegistry devices) {
        return devices.find(caller.getUserPrincipal().getName())
                .orElseThrow(() -> Problem.unauthorized("This device is deleted."));
    }

    /** 403 unless the caller may write, read or delete for this device. */
    public static void requireWrite(SecurityContext caller, String deviceId) {
        if (!mayWrite(caller, deviceId)) {
            throw Problem.forbidden("This key has no access to device '" + deviceId + "'.");
        }
    }

    /** Whether the caller may write, read and delete for this device. */
    public static boolean mayWrite(SecurityContext caller, String deviceId) {
        return caller.isUserInRole("admin") || isDevice(caller, deviceId);
    }

    /** 403 unless the caller may read this device's data. */
    public static void requireRead(SecurityContext caller, String deviceId) {
        if (!caller.isUserInRole("viewer")) {
            requireWrite(caller, deviceId);
        }
    }

    private static boolean isDevice(SecurityContext caller, String deviceId) {
        return caller.isUserInRole("device")
                && caller.getUserPrincipal().getName().equals(deviceId);
    }
}
