package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A real PostgreSQL on loopback whose data is kept in a folder, durable as in production: fsync and synchronous_commit
 * are on. It has the database {@code iotflow}, owned by the user {@code iotflow}. Call {@link #close()}: the server is a
 * process of its own.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    /** PostgreSQL's major version: data of another one cannot be used as it is. */
    public static final String MAJOR_VERSION = "18";

    private static final String NAME = "iotflow";

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
        Path log = folder.resolve("postgresql.log");
        requireOurVersion(clusterFolder);
        PostgresAccount account = PostgresAccount.choose(clusterFolder);
        Path bin = PostgresPrograms.reachableBy(account, folder);
        PostgresCluster cluster = new PostgresCluster(clusterFolder, log, bin, account);
        cluster.stop("fast");
        int port = Ports.choose(Ports.LOOPBACK, wantedPort);
        Ports.requireFree(Ports.LOOPBACK, port, "PostgreSQL", "--db-port");
        String password = password(folder, cluster);
        Process process = cluster.start(Ports.LOOPBACK, port);
        try {
            DatabaseSetup setup = new DatabaseSetup(access(port, "postgres", PostgresCluster.SUPERUSER, password));
            String version = setup.awaitAnswer(process, log);
            setup.createDatabase(NAME, password);
            return new EmbeddedDatabase(lock, cluster, access(port, NAME, NAME, password), port, version);
        } catch (RuntimeException e) {
            cluster.stop("fast");
            process.destroy();
            throw e;
        }
    }

    /**
     * Refuses the data of another major version before anything is changed in it.
     *
     * @param cluster PostgreSQL's data folder; one that is not there fits
     */
    public static void requireOurVersion(Path cluster) {
        Path file = cluster.resolve("PG_VERSION");
        try {
            String version = Files.exists(file) ? Files.readString(file).strip() : MAJOR_VERSION;
            requireOurVersion(version, cluster.toString());
        } catch (IOException e) {
            throw new StartException("Cannot read " + file + ": " + e, e);
        }
    }

    /** The same for data that is elsewhere. */
    public static void requireOurVersion(String version, String where) {
        if (!version.equals(MAJOR_VERSION)) {
            throw new StartException("The data in " + where + " is of PostgreSQL " + version
                    + ", and this version of IoTFlow brings PostgreSQL " + MAJOR_VERSION
                    + ", which cannot use it as it is. Nothing was changed. Start it with the version of IoTFlow that"
                    + " made it, take a dump, and load it here: src/docs/operations.md, Another PostgreSQL.");
        }
    }

    /** One password for both users, made with the cluster and kept beside it. */
    private static String password(Path folder, PostgresCluster cluster) throws IOException {
        Path file = folder.resolve("password");
        if (cluster.exists() && !Files.exists(file)) {
            throw new StartException("PostgreSQL's data is in " + folder + ", but its password is missing. Restore "
                    + file + ", or remove the folder to begin anew.");
        }
        String password = Secret.readOrCreate(file);
        if (!cluster.exists()) {
            cluster.create(password);
        }
        return password;
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
        return cluster.server()
                .map(ProcessHandle::pid)
                .orElseThrow(() -> new IllegalStateException("PostgreSQL is not running"));
    }

    /** Brings all that PostgreSQL has only in memory to its files. */
    public void checkpoint() throws SQLException {
        DatabaseAccess superuser = access(port, "postgres", PostgresCluster.SUPERUSER, access.password());
        try (Connection connection = superuser.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
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
