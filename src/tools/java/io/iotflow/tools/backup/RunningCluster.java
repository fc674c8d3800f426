package io.iotflow.tools.backup;

import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The embedded PostgreSQL, copied while it works: PostgreSQL's documentation, "Making a Base Backup Using the Low Level API".
 * The log of the time of the copy goes with it, so the copy starts by itself, at the moment at which it ended.
 */
final class RunningCluster {

    private static final int PORT_LINE = 3; // of postmaster.pid
    private static final Pattern FIRST_SEGMENT = Pattern.compile("START WAL LOCATION: .*\\(file ([0-9A-F]{24})\\)");
    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");

    /** What PostgreSQL makes anew at its start, and what must not be in a copy. */
    static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map");

    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private final Path folder;
    private final String name;

    RunningCluster(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    void copyTo(BackupFile backup) throws IOException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // The slot keeps the log that the copy needs, and ends with this connection.
            statement.execute("SELECT pg_create_physical_replication_slot('iotflow_backup_"
                    + ProcessHandle.current().pid() + "', true, true)");
            statement.execute("SELECT pg_backup_start('iotflow', true)");
            copyFiles(backup);
            try (ResultSet end =
                    statement.executeQuery("SELECT labelfile, pg_walfile_name(lsn) FROM pg_backup_stop(false)")) {
                end.next();
                backup.text(name + "/backup_label", end.getString(1));
                copyLog(backup, firstSegment(end.getString(1)), end.getString(2));
            }
        } catch (SQLException e) {
            throw new StartException("PostgreSQL could not be backed up: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws IOException, SQLException {
        String port = Files.readAllLines(folder.resolve("postmaster.pid")).get(PORT_LINE);
        Properties properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty(
                "password", Files.readString(folder.resolveSibling("password")).strip());
        properties.setProperty("ApplicationName", "iotflow-backup");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port.strip() + "/postgres", properties);
    }

    private void copyFiles(BackupFile backup) throws IOException {
        Path control = folder.resolve("global").resolve("pg_control");
        DataTree.copy(folder, name, backup, it -> !it.equals(control) && isCopied(it));
        backup.file(name + "/global/pg_control", control); // the last one, as pg_basebackup does it
    }

    private boolean isCopied(Path path) {
        Path relative = folder.relativize(path);
        String last = path.getFileName().toString();
        boolean inEmptied = relative.getNameCount() > 1
                && EMPTIED.contains(relative.getName(0).toString());
        // pg_wal itself may have folders, and is made with them
        boolean folderOfLog = relative.startsWith("pg_wal") && Files.isDirectory(path);
        return (!inEmptied || folderOfLog)
                && !(relative.getNameCount() == 1 && LEFT_OUT.contains(last))
                && !last.startsWith("pgsql_tmp")
                && !last.equals("pg_internal.init");
    }

    private static String firstSegment(String label) {
        Matcher matcher = FIRST_SEGMENT.matcher(label);
        if (!matcher.find()) {
            throw new StartException("PostgreSQL's label of the backup has no place in its log: " + label);
        }
        return matcher.group(1);
    }

    private void copyLog(BackupFile backup, String first, String last) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.list(folder.resolve("pg_wal"))) {
            segments = files.filter(it -> isBetween(it.getFileName().toString(), first, last))
                    .sorted()
                    .toList();
        }
        for (Path segment : segments) {
            backup.file(name + "/pg_wal/" + segment.getFileName(), segment);
        }
    }

    private static boolean isBetween(String file, String first, String last) {
        return SEGMENT.matcher(file).matches() && file.compareTo(first) >= 0 && file.compareTo(last) <= 0;
    }
}
