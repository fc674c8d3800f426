package io.iotflow.tools.installation;

import java.util.Arrays;

/** Versions such as {@code 0.10.2}. */
final class Versions {

    private Versions() {}

    /** Number by number; what is no number counts as 0. */
    static int compare(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("-")[0].split("\\."))
                .mapToInt(it -> it.matches("\\d{1,8}") ? Integer.parseInt(it) : 0)
                .toArray();
    }
}
