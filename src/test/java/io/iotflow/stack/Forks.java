package io.iotflow.stack;

import java.nio.file.Path;

/** The JVMs of a test command that run side by side, and what each has for itself. */
public final class Forks {

    private Forks() {}

    /** From 1; 1 where there is one alone. */
    static int number() {
        return Integer.getInteger("iotflow.fork", 1);
    }

    /** A folder below {@code target} that no other JVM uses. */
    public static Path folder(String name) {
        return Path.of("target", name + "-" + number()).toAbsolutePath();
    }
}
