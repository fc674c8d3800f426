package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/**
 * A real PostgreSQL on loopback whose data is kept in a folder, durable as in production: fsync and synchronous_commit
 * are on. It has the database {@code iotflow}, owned by the user {@code iotflow}. Call {@link #close()}: the server is a
 * process of its own.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final String NAME = "iotflow";
    private static final Duration PATIENCE = Duration.ofMinutes(2); // recovery after a crash replays up to 2 GB of WAL

    private final FolderLock lock;
    private final PostgresCluster cluster;
    private final DatabaseAccess access;
    private final int port;
    private final String version;

    private EmbeddedDatabase(
            FolderLock lock, PostgresCluster cluster, DatabaseAccess access, int port, String version) {
        this.lock = lock;
        this.cluster = cluster;
        this.access = access;
        this.port = port;
        this.version = version;
    }

    /**
     * Starts PostgreSQL on 127.0.0.1 and waits until it answers. A server that a killed launcher left on this folder is
     * stopped first.
     *
     * @param data the folder of its data, created when missing
     * @param port 0 = a free one
     * @throws StartException when the port is taken, the folder is in use, or PostgreSQL does not start
     */
    public static EmbeddedDatabase start(Path data, int port) {
        LauncherLog.quiet();
        Path folder = data.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.take(folder);
        try {
            return start(folder, port, lock);
        } catch (IOException e) {
            lock.close();
            throw new StartException("PostgreSQL could not be started in " + folder + ": " + e, e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static EmbeddedDatabase start(Path folder, int wantedPort, FolderLock lock) throws IOException {
        Path clusterFolder = folder.resolve("cluster");
        PostgresAccount account = PostgresAccount.choose(clusterFolder);
        Path bin = PostgresPrograms.reachableBy(account, folder);
        PostgresCluster cluster =
                new PostgresCluster(clusterFolder, folder.resolve("postgresql.log"), bin, account);
        cluster.stop("fast");
        int port = Ports.choose(Ports.LOOPBACK, wantedPort);
        Ports.requireFree(Ports.LOOPBACK, port, "PostgreSQL", "--db-port");
        String password = password(folder, cluster);
        Process process = cluster.start(Ports.LOOPBACK, port);
        try {
            String version = awaitAnswer(process, superuser(port, "postgres", password), folder);
            DatabaseAccess access = access(port, NAME, NAME, password);
            createDatabase(superuser(port, "postgres", password), password);
            return new EmbeddedDatabase(lock, cluster, access, port, version);
        } catch (RuntimeException e) {
            cluster.stop("fast");
            process.destroy();
            throw e;
        }
    }

    /** One password for both users, made with the cluster and kept beside it. */
    private static String password(Path folder, PostgresCluster cluster) throws IOException {
        Path file = folder.resolve("password");
        if (cluster.exists()) {
            if (!Files.exists(file)) {
                throw new StartException("PostgreSQL's data is in " + folder + ", but its password is missing. Restore "
                        + file + ", or remove the folder to begin anew.");
            }
            return Secret.readOrCreate(file);
        }
        String password = Secret.readOrCreate(file);
        cluster.create(password);
        return password;
    }

    private static String awaitAnswer(Process process, DatabaseAccess superuser, Path folder) {
        Instant deadline = Instant.now().plus(PATIENCE);
        SQLException last = null;
        while (process.isAlive() && Instant.now().isBefore(deadline)) {
            try (Connection connection = superuser.dataSource().getConnection()) {
                return connection.getMetaData().getDatabaseProductVersion();
            } catch (SQLException e) {
                last = e;
                pause();
            }
        }
        Path log = folder.resolve("postgresql.log");
        String reason = LogFile.lastMatching(log, "FATAL", "PANIC", "ERROR")
                .or(() -> LogFile.lastLine(log))
                .orElse("no reason given");
        throw new StartException("PostgreSQL did not start: " + reason + ". Its log is " + log, last);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while PostgreSQL was starting", e);
        }
    }

    private static void createDatabase(DatabaseAccess superuser, String password) {
        try (Connection connection = superuser.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
                // The password is base64url: nothing in it needs quoting.
                statement.execute("CREATE ROLE " + NAME + " LOGIN PASSWORD '" + password + "'");
            }
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            }
        } catch (SQLException e) {
            throw new StartException("The database " + NAME + " could not be created: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static DatabaseAccess superuser(int port, String database, String password) {
        return access(port, database, PostgresCluster.SUPERUSER, password);
    }

    private static DatabaseAccess access(int port, String database, String user, String password) {
        return new DatabaseAccess("jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/" + database, user, password);
    }

    public String host() {
        return Ports.LOOPBACK;
    }

    public int port() {
        return port;
    }

    /** The database's name. */
    public String name() {
        return NAME;
    }

    public String user() {
        return access.user();
    }

    public String password() {
        return access.password();
    }

    /** PostgreSQL's version, such as {@code 18.6}. */
    public String version() {
        return version;
    }

    /** Without user and password. */
    public String jdbcUrl() {
        return access.url();
    }

    /** Opens a new connection each time, as the user {@code iotflow}. */
    public DataSource dataSource() {
        return access.dataSource();
    }

    /**
     * The server's process id.
     *
     * @throws IllegalStateException when it does not run
     */
    public long pid() {
        return cluster.server().map(ProcessHandle::pid).orElseThrow(() -> new IllegalStateException("PostgreSQL is not running"));
    }

    /** Ends the server at once and leaves its folder as a power cut would; the next start recovers. */
    public void kill() {
        cluster.stop("immediate");
        lock.close();
    }

    /** Stops the server cleanly; open connections are ended. */
    @Override
    public void close() {
        cluster.stop("fast");
        lock.close();
    }
}
