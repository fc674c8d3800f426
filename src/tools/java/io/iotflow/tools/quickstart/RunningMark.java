package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in the data folder that says that everything runs, and where; it is there from then to the stop.
 *
 * @param pid the process that runs it
 * @param http where this machine reaches it
 * @param text what a person is told
 */
public record RunningMark(long pid, URI http, String text) {

    /** What the mark's writer takes away again. */
    private record Writer(Path file) implements AutoCloseable {

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    static AutoCloseable set(Path data, URI http, String text) {
        Path file = file(data);
        try {
            Secret.write(file, ProcessHandle.current().pid() + "\n" + http + "\n" + text);
            return new Writer(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** Set by this process, and not left by one that was killed. */
    public static Optional<RunningMark> of(Path data, long pid) {
        try {
            if (!Files.exists(file(data))) {
                return Optional.empty();
            }
            String[] lines = Files.readString(file(data)).split("\n", 3);
            return lines.length == 3 && lines[0].equals(Long.toString(pid))
                    ? Optional.of(new RunningMark(pid, URI.create(lines[1]), lines[2].stripTrailing()))
                    : Optional.empty(); // half written, or of another
        } catch (IOException e) {
            return Optional.empty(); // taken away just now
        }
    }

    private static Path file(Path data) {
        return data.resolve("running");
    }
}
