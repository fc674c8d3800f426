package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with IoTFlow in it: an unpacked release, or a clone of the sources that was built. */
public record Installation(Path folder) {

    /** Where the WAR and Payara Micro of this folder are; the commands of an installation run in it. */
    static Path built() {
        return new Installation(Path.of("").toAbsolutePath()).programs();
    }

    private Path programs() {
        return folder.resolve(isRelease() ? "lib" : "target");
    }

    public boolean isRelease() {
        return Files.exists(folder.resolve("lib").resolve("iotflow.war"));
    }

    /** Such as {@code 0.2.0}; {@code development} in a clone. */
    public String version() {
        Path file = folder.resolve("VERSION");
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "development";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
