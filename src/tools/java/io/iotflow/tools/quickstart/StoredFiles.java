package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/**
 * The files of HiveMQ's databases. HiveMQ writes into the system's memory and leaves it to the system, or a second of
 * patience, to bring that to the disk; fsync of a file brings all of it, whoever wrote it (fsync(2)).
 */
final class StoredFiles {

    /** File systems note the time of a change by their own ticks. */
    private static final Duration COARSE = Duration.ofSeconds(2);

    private final Path folder;
    private Instant synced = Instant.MIN;

    StoredFiles(Path folder) {
        this.folder = folder;
    }

    /** @throws IOException when something may not be on the disk */
    void sync() throws IOException {
        Instant begin = Instant.now();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    if (attributes.isRegularFile()) {
                        syncChanged(file, attributes.lastModifiedTime());
                    }
                } catch (NoSuchFileException e) {
                    return goneOr(e);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                return goneOr(e);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                if (e != null) {
                    return goneOr(e);
                }
                try {
                    syncChanged(directory, Files.getLastModifiedTime(directory)); // it knows of new files
                } catch (NoSuchFileException gone) {
                    return goneOr(gone);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        synced = begin.minus(COARSE);
    }

    private void syncChanged(Path path, FileTime changed) throws IOException {
        if (changed.toInstant().isAfter(synced)) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** HiveMQ has deleted a file whose content is elsewhere by then. */
    private static FileVisitResult goneOr(IOException e) throws IOException {
        if (e instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw e;
    }
}
