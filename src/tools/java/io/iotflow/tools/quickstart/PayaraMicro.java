package io.iotflow.tools.quickstart;

import java.nio.file.Files;
import java.nio.file.Path;

/** The server that runs the application, as the build or a release has it. */
final class PayaraMicro {

    private static final int SEVEN_NEEDS = 21;

    private PayaraMicro() {}

    /** The jar for this Java: Payara Micro 7 from Java 21 on, 6 before, and in a release, which has no 7. */
    static Path jar(Path programs, JavaHome java) {
        Path seven = programs.resolve("payara-micro-7.jar");
        return java.release() >= SEVEN_NEEDS && Files.exists(seven) ? seven : programs.resolve("payara-micro.jar");
    }
}
