package io.iotflow.device;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version's numbers, by which versions are compared: 1.10 is newer than 1.9, and 1.2.0 is 1.2. What follows the numbers, as
 * in 1.2.0-rc1, does not count. The column {@code firmware_numbers} has the same of a device.
 */
final class VersionNumbers {

    private static final int LONGEST = 50;
    private static final Pattern VERSION = Pattern.compile("[vV]?([0-9]+(?:\\.[0-9]+)*)");
    private static final Pattern LAST_ZEROS = Pattern.compile("(?:\\.0+)+$");

    private VersionNumbers() {}

    /** PostgreSQL's array of them; empty where the text is not numbers with dots between them. */
    static Optional<String> of(String version) {
        Matcher numbers = VERSION.matcher(version);
        return version.length() <= LONGEST && numbers.matches()
                ? Optional.of("{"
                        + LAST_ZEROS.matcher(numbers.group(1)).replaceFirst("").replace('.', ',') + "}")
                : Optional.empty();
    }
}
