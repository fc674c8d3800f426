package io.iotflow.tools.quickstart;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file system of a few hundred MB, which another program can fill. */
final class SmallVolume implements AutoCloseable {

    private final Path folder;

    private SmallVolume(Path folder) {
        this.folder = folder;
    }

    /** Mounts it; empty where this user, or this machine, may not. */
    static Optional<SmallVolume> mount(Path folder, int megabytes) {
        try {
            return run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString())
                    ? Optional.of(new SmallVolume(folder))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // there is no mount
        }
    }

    Path folder() {
        return folder;
    }

    /** Takes all the space that is left but for so much. */
    void fillBut(long bytes) throws IOException {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (FreeSpace.usable(folder) - block.length >= bytes) {
                out.write(block);
            }
        }
    }

    /** Takes all the space that is left. */
    void fill() throws IOException {
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(filler(), CREATE, APPEND)) {
            for (int size = block.length; size > 0; ) {
                try {
                    out.write(block, 0, size);
                } catch (IOException e) {
                    size /= 2;
                }
            }
        }
    }

    /** Gives it back. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("another-program");
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().join().exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", folder.toString())) {
            run("umount", "-l", folder.toString());
        }
    }
}
