package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * How long the files of HiveMQ's Xodus databases were when everything could still be written. Xodus only ever appends; of a write
 * that fails a part may stay, what it writes next stands in the wrong place, and then it reads nothing any more. Cut to a
 * former length, a database is what it was then.
 */
final class DatabaseLengths {

    private static final String SUFFIX = ".xd";

    private final Path folder;
    private final BooleanSupplier isSound;
    private volatile Map<Path, Long> lengths = Map.of();

    /**
     * @param folder HiveMQ's data folder
     * @param isSound whether everything could be written until now
     */
    DatabaseLengths(Path folder, BooleanSupplier isSound) {
        this.folder = folder;
        this.isSound = isSound;
    }

    /** Notes the lengths of now, if they are sound. */
    void note() throws IOException {
        Map<Path, Long> now = new HashMap<>();
        for (Path file : files()) {
            try {
                now.put(file, Files.size(file));
            } catch (NoSuchFileException e) {
                // Xodus has moved what was in it a minute ago.
            }
        }
        if (isSound.getAsBoolean()) { // after that: what failed meanwhile is in it
            lengths = now;
        }
    }

    /** Cuts the files to the lengths that were noted last. HiveMQ must have closed them. */
    void restore() throws IOException {
        if (lengths.isEmpty()) {
            return;
        }
        for (Path file : files()) {
            Long length = lengths.get(file);
            if (length == null) {
                Files.delete(file);
            } else if (Files.size(file) > length) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(length);
                    channel.force(true);
                }
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(it -> it.toString().endsWith(SUFFIX)).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
