package io.iotflow.tools.backup;

import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.FolderLock;
import io.iotflow.tools.quickstart.LeftBehind;
import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes a backup of a data folder, whether IoTFlow runs on it or not. */
public final class Backup {

    /** What every start makes anew: the lock, logs, the server's temporary files, PostgreSQL's programs. */
    private static final Set<String> LEFT_OUT = Set.of("lock", "running", "logs", "payara", "programs", "pid");

    private static final Path CLUSTER = Path.of("postgresql", "cluster");

    /**
     * What was made.
     *
     * @param bytes of the file
     * @param files how many are in it
     * @param brokerHeld how long the broker did nothing
     * @param hasDatabase whether the database is in it, or elsewhere
     */
    public record Result(long bytes, long files, Duration brokerHeld, boolean hasDatabase) {}

    private final Path data;
    private final String version;
    private Duration brokerHeld = Duration.ZERO;

    /**
     * @param data the data folder
     * @param version of IoTFlow, for whoever restores it
     */
    public Backup(Path data, String version) {
        this.data = data;
        this.version = version;
    }

    /**
     * Writes the file, for its owner alone; it is there when it is complete.
     *
     * @throws StartException when there is no data, the file is there already, or cannot be written
     */
    public Result to(Path file) {
        if (!Files.exists(data.resolve("admin-api-key")) && !Files.exists(data.resolve("postgresql"))) {
            throw new StartException("There is no data of IoTFlow in " + data + ". Name its folder with --data.");
        }
        if (file.startsWith(data)) {
            throw new StartException(file + " is inside the data folder. Choose a place outside of it.");
        }
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                long files = write(partial);
                Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
                return new Result(Files.size(file), files, brokerHeld, hasDatabase());
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (FileAlreadyExistsException e) {
            throw new StartException(file + " is there already. Choose another name, or move it away.", e);
        } catch (IOException e) {
            throw new StartException("The backup " + file + " could not be written: " + e, e);
        }
    }

    private boolean hasDatabase() {
        return Files.exists(data.resolve(CLUSTER));
    }

    private long write(Path partial) throws IOException {
        Optional<Long> launcher = FolderLock.holder(data);
        // nobody starts IoTFlow during the copy
        FolderLock ours = launcher.isPresent() ? null : FolderLock.take(data);
        try (BackupFile backup = new BackupFile(partial)) {
            String postgresql = hasDatabase() ? EmbeddedDatabase.MAJOR_VERSION : "";
            backup.text(BackupManifest.FILE, new BackupManifest(version, Instant.now(), postgresql).text());
            for (Path each : others()) {
                copyHeld(each, user(each, launcher), backup);
            }
            if (hasDatabase()) {
                copyDatabase(backup);
            }
            return backup.files();
        } finally {
            if (ours != null) {
                ours.close();
            }
        }
    }

    /** All but the database, which comes last, in the order of their names: the keys, InfluxDB, the broker. */
    private List<Path> others() throws IOException {
        try (Stream<Path> paths = Files.list(data)) {
            return paths.filter(it -> isKept(it) && !it.endsWith("postgresql"))
                    .sorted()
                    .toList();
        }
    }

    private Optional<Long> user(Path part, Optional<Long> launcher) {
        if (part.endsWith("influxdb")) {
            return LeftBehind.find(part.resolve("pid"), part).map(ProcessHandle::pid);
        }
        return part.endsWith("mqtt") ? launcher : Optional.empty();
    }

    private void copyHeld(Path part, Optional<Long> user, BackupFile backup) throws IOException {
        if (user.isEmpty()) {
            copy(part, backup);
            return;
        }
        Instant begin = Instant.now();
        Held held = Held.hold(user.get());
        try {
            copy(part, backup);
        } finally {
            held.release();
        }
        if (part.endsWith("mqtt")) {
            brokerHeld = Duration.between(begin, Instant.now());
        }
    }

    private void copy(Path part, BackupFile backup) throws IOException {
        String name = part.getFileName().toString();
        if (Files.isDirectory(part)) {
            DataTree.copy(part, name, backup, Backup::isKept);
        } else {
            backup.file(name, part);
        }
    }

    private void copyDatabase(BackupFile backup) throws IOException {
        Path cluster = data.resolve(CLUSTER);
        backup.folder("postgresql", data.resolve("postgresql"));
        backup.file("postgresql/password", data.resolve("postgresql").resolve("password"));
        if (LeftBehind.find(cluster.resolve("postmaster.pid"), cluster).isPresent()) {
            new RunningCluster(cluster, CLUSTER.toString()).copyTo(backup);
        } else {
            DataTree.copy(
                    cluster,
                    CLUSTER.toString(),
                    backup,
                    it -> !RunningCluster.LEFT_OUT.contains(it.getFileName().toString()));
        }
    }

    private static boolean isKept(Path path) {
        return !LEFT_OUT.contains(path.getFileName().toString());
    }
}
