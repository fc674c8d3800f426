package io.iotflow.tools.backup;

import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.FolderLock;
import io.iotflow.tools.quickstart.StartException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Makes a data folder of a backup. */
public final class Restore {

    /** In a new data folder, of no worth. */
    private static final Set<String> NO_DATA = Set.of("lock", "logs");

    private final Path data;

    /** Into this folder, which must have no data. */
    public Restore(Path data) {
        this.data = data;
    }

    /**
     * Reads the file to its end; where that fails, what was read of it is taken away again.
     *
     * @return when the backup was taken and by which version, to tell
     * @throws StartException when it is no backup, damaged, or does not fit, or the folder has data
     */
    public String from(Path file) {
        FolderLock lock = FolderLock.take(data);
        try {
            requireEmpty(data);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
                    TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(in))) {
                BackupManifest manifest = manifest(tar, file);
                unpack(tar);
                return manifest.taken() + ", by IoTFlow " + manifest.version();
            } catch (IOException e) {
                empty();
                throw new StartException(
                        "The backup " + file + " could not be read: " + reason(e) + ". Nothing was restored.", e);
            }
        } catch (IOException e) {
            throw new StartException("The data folder " + data + " cannot be used: " + e, e);
        } finally {
            lock.close();
        }
    }

    private static String reason(IOException e) {
        return e instanceof EOFException ? "it ends too early" : e.toString();
    }

    /** Refuses a folder that has data. */
    public static void requireEmpty(Path data) throws IOException {
        if (!Files.exists(data)) {
            return;
        }
        try (Stream<Path> paths = Files.list(data)) {
            if (paths.anyMatch(it -> !NO_DATA.contains(it.getFileName().toString()))) {
                throw new StartException("There is data in " + data
                        + " already. Choose an empty folder with --data, or move that one away.");
            }
        }
    }

    private static BackupManifest manifest(TarArchiveInputStream tar, Path file) throws IOException {
        TarArchiveEntry first = tar.getNextEntry();
        if (first == null || !first.getName().equals(BackupManifest.FILE)) {
            throw new StartException(file + " is no backup of IoTFlow: it does not begin with " + BackupManifest.FILE);
        }
        try {
            BackupManifest manifest = BackupManifest.parse(new String(tar.readAllBytes(), StandardCharsets.UTF_8));
            if (!manifest.postgresql().isEmpty()) {
                EmbeddedDatabase.requireOurVersion(manifest.postgresql(), file.toString());
            }
            return manifest;
        } catch (IllegalArgumentException e) {
            throw new StartException(file + " is " + e.getMessage(), e);
        }
    }

    private void unpack(TarArchiveInputStream tar) throws IOException {
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path path = data.resolve(entry.getName()).normalize();
            if (!path.startsWith(data)) {
                throw new IOException("an entry outside of the backup: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(path);
            } else {
                Files.createDirectories(path.getParent());
                Files.copy(tar, path);
            }
            Files.setPosixFilePermissions(path, permissions(entry.getMode()));
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        for (PosixFilePermission permission : PosixFilePermission.values()) {
            if ((mode & 0400 >> permission.ordinal()) != 0) {
                permissions.add(permission);
            }
        }
        return permissions;
    }

    private void empty() throws IOException {
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(data) && !path.equals(data.resolve("lock"))) {
                    Files.delete(path);
                }
            }
        }
    }
}
