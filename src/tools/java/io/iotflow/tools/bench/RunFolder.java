package io.iotflow.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The data of one run, below {@code target/bench}; deleted at its end, or by the next run when it was killed. */
final class RunFolder {

    private static final String PREFIX = "run-";

    private RunFolder() {}

    static Path create(Path parent) throws IOException {
        Files.createDirectories(parent);
        for (Path run : list(parent)) {
            String name = run.getFileName().toString();
            if (name.startsWith(PREFIX) && ProcessHandle.of(pid(name)).isEmpty()) {
                delete(run);
            }
        }
        return Files.createDirectories(
                parent.resolve(PREFIX + ProcessHandle.current().pid()));
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static List<Path> list(Path parent) throws IOException {
        try (Stream<Path> paths = Files.list(parent)) {
            return paths.toList();
        }
    }

    private static long pid(String name) {
        try {
            return Long.parseLong(name.substring(PREFIX.length()));
        } catch (NumberFormatException e) {
            return ProcessHandle.current().pid(); // not ours: left alone
        }
    }
}
