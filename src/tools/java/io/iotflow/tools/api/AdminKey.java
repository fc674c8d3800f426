package io.iotflow.tools.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a tool takes an admin's key from: never from the command line, where other users of this machine would see it. */
public final class AdminKey {

    private static final String VARIABLE = "IOTFLOW_ADMIN_API_KEY";

    private AdminKey() {}

    /**
     * The key in {@code IOTFLOW_ADMIN_API_KEY}, else in this file.
     *
     * @throws IllegalStateException when there is none; the message says what to do
     */
    public static String of(Path file) throws IOException {
        String key = System.getenv(VARIABLE);
        if (key != null && !key.isBlank()) {
            return key.strip();
        }
        if (!Files.isReadable(file)) {
            throw new IllegalStateException("there is no admin key: set " + VARIABLE
                    + ", or name a file with --key-file (" + file + " cannot be read)");
        }
        return Files.readString(file).strip();
    }
}
