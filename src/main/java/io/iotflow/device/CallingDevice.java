package io.iotflow.device;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The device whose key a request shows, also where that key does not let it in because the device is inactive. */
public final class CallingDevice {

    private static final String ATTRIBUTE = CallingDevice.class.getName();

    private CallingDevice() {}

    /** Remembers it with the request. */
    public static void remember(HttpServletRequest request, Device device) {
        request.setAttribute(ATTRIBUTE, device);
    }

    /** Who it is; empty for an operator, for a key that nobody has, and for none. */
    public static Optional<Device> of(HttpServletRequest request) {
        return Optional.ofNullable((Device) request.getAttribute(ATTRIBUTE));
    }
}
