package io.iotflow.tools.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The server that runs the application.
 *
 * @param jar what {@code java -jar} starts
 * @param isSeven whether it is Payara Micro 7, which needs Java 21; else it is 6
 */
record PayaraMicro(Path jar, boolean isSeven) {

    private static final int SEVEN_NEEDS = 21;

    /** What a folder has for this Java: 7 from Java 21 on, 6 before, and in a release, which has no 7. */
    static PayaraMicro of(Path programs, JavaHome java) {
        Path seven = programs.resolve("payara-micro-7.jar");
        return java.release() >= SEVEN_NEEDS && Files.exists(seven)
                ? new PayaraMicro(seven, true)
                : new PayaraMicro(programs.resolve("payara-micro.jar"), false);
    }
}
