package io.iotflow.tools.quickstart;

import io.iotflow.device.DeviceId;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whose a client id is by its name: a device's own is its device id, or that with a suffix that no device id can have. */
final class ClientIds {

    private static final Pattern SUFFIX = Pattern.compile("[/:@#].*", Pattern.DOTALL);

    private ClientIds() {}

    /** Such as {@code pump-1}, {@code pump-1/app} or {@code pump-1:2} for the device {@code pump-1}. */
    static boolean isOwn(String clientId, String deviceId) {
        return SUFFIX.matcher(clientId).replaceFirst("").equals(deviceId);
    }

    /** The device that would own this client id, should there be one of this name. */
    static Optional<String> owner(String clientId) {
        try {
            return Optional.of(new DeviceId(SUFFIX.matcher(clientId).replaceFirst("")).value());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
