package io.iotflow.device;

import io.iotflow.platform.problem.Problem;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What was free when a new device was given it is another's now: its number, its id or its name. Whoever makes the device
 * looks again: then either what its user chose is taken, which is a 409, or it gets the next number or id.
 */
public final class TakenMeanwhile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int ATTEMPTS = 10;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Set<String> CONSTRAINTS = Set.of("device_pkey", "device_id_unique", "device_name_unique");

    public TakenMeanwhile(String deviceId, Throwable cause) {
        super("something of device '" + deviceId + "' was taken meanwhile", cause);
    }

    /** Whether this constraint of the database keeps what one device has from another one. */
    static boolean isOf(String constraint) {
        return constraint != null && CONSTRAINTS.contains(constraint);
    }

    /**
     * Makes attempts until nobody is faster; each looks anew, so another one has taken something for each that fails.
     *
     * @throws Problem 503 when others were faster {@value #ATTEMPTS} times in a row
     */
    static <T> T again(Supplier<T> attempt) {
        for (int i = 1; ; i++) {
            try {
                return attempt.get();
            } catch (TakenMeanwhile e) {
                if (i == ATTEMPTS) {
                    throw Problem.unavailable("Many devices are registered at this moment; try again.", RETRY_AFTER, e);
                }
            }
        }
    }
}
