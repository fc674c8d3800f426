package io.iotflow.device;

import java.util.Set;
import java.util.function.Supplier;

/**
 * What was free when a new device was given it is another's now: its number, its id or its name. Whoever makes the device
 * looks again: then either what its user chose is taken, which is a 409, or it gets the next number or id.
 */
public final class TakenMeanwhile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final Set<String> CONSTRAINTS = Set.of("device_pkey", "device_id_unique", "device_name_unique");

    public TakenMeanwhile(String deviceId, Throwable cause) {
        super("something of device '" + deviceId + "' was taken meanwhile", cause);
    }

    /** Whether this constraint of the database keeps what one device has from another one. */
    static boolean isOf(String constraint) {
        return constraint != null && CONSTRAINTS.contains(constraint);
    }

    /** Makes attempts until nobody is faster. Each looks anew, so another one has taken something for each that fails. */
    static <T> T again(Supplier<T> attempt) {
        while (true) {
            try {
                return attempt.get();
            } catch (TakenMeanwhile e) { // whoever was faster is seen by the next look
                continue;
            }
        }
    }
}
