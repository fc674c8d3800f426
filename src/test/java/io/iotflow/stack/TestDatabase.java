package io.iotflow.stack;

import io.iotflow.platform.database.ApplicationRights;
import io.iotflow.platform.database.Sql;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database of its own for a test class, with our schema in it, and without the application. PostgreSQL is started with
 * the first one and ends with the JVM; the schema is made once, and each database is a copy of it.
 */
public final class TestDatabase implements AutoCloseable {

    private static final String TEMPLATE = "iotflow_template";
    private static final int MANY = 1_000;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Held: the JDK forgets the level of a logger that nobody refers to. */
    private static final Logger LIQUIBASE = Logger.getLogger("liquibase");

    private static EmbeddedDatabase server;

    private final PGSimpleDataSource application;
    private final ThreadTransactions transactions;
    private final Sql sql;

    private final String name;

    private TestDatabase(PGSimpleDataSource application, int connections) {
        this.application = application;
        this.name = application.getDatabaseName();
        this.transactions = new ThreadTransactions(application, connections);
        this.sql = new Sql(transactions.dataSource(), transactions);
    }

    /** Makes a new one. */
    public static TestDatabase create() {
        startServer();
        String name = "test_" + NUMBER.incrementAndGet();
        execute(as("postgres", "postgres"), "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " OWNER iotflow");
        return new TestDatabase(as("iotflow", name), MANY);
    }

    /** Where it is, for another JVM, which calls {@link #at}. */
    public List<String> address() {
        return List.of(
                application.getServerNames()[0],
                Integer.toString(application.getPortNumbers()[0]),
                name,
                application.getPassword());
    }

    /** The database of another JVM. */
    public static TestDatabase at(List<String> address) {
        return new TestDatabase(
                as(address.get(0), Integer.parseInt(address.get(1)), "iotflow", address.get(3), address.get(2)), MANY);
    }

    /** The same database through a pool of so many connections. */
    public TestDatabase withConnections(int connections) {
        return new TestDatabase(application, connections);
    }

    /** How many connections are in use at this moment. */
    public int connectionsInUse() {
        return transactions.inUse();
    }

    /**
     * What the classes under test work with. A transaction is of its thread; one that is begun within another has a
     * connection of its own, so that one thread can be two sessions side by side.
     */
    public Sql sql() {
        return sql;
    }

    /** A number that a query answers. */
    public long number(String query, Object... parameters) {
        return sql.one(query, row -> row.getLong(1), parameters);
    }

    /** A text that a query answers. */
    public String text(String query, Object... parameters) {
        return sql.one(query, row -> row.getString(1), parameters);
    }

    /** Registers a device, and returns its row id. */
    public long addDevice(String deviceId) {
        return number(
                "INSERT INTO device (device_id, name, device_type, created_at, updated_at)"
                        + " VALUES (?, ?, 'sensor', now(), now()) RETURNING id",
                deviceId,
                deviceId);
    }

    /** Ends all sessions of this database from outside, as a restart of PostgreSQL does. */
    public void cutConnections() {
        execute(
                as("postgres", "postgres"),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'iotflow'");
    }

    @Override
    public void close() {
        transactions.close();
    }

    private static synchronized void startServer() {
        if (server != null) {
            return;
        }
        LIQUIBASE.setLevel(Level.WARNING);
        server = EmbeddedDatabase.start(folder().resolve("postgresql"), 0);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(server::kill)); // nobody wants its data: a clean stop writes it all
        execute(as("postgres", "postgres"), "CREATE DATABASE " + TEMPLATE + " OWNER iotflow");
        update("iotflow", TEMPLATE);
    }

    /** Brings the schema up to date, as a start of the application does. */
    public void update() {
        update("iotflow", name);
    }

    /**
     * Gives the tables to a role of their own, by the script that operators run, and starts as they do then: {@link #sql()}
     * has the rights of the application's role from here on.
     */
    public void separateRoles() {
        try {
            String script = Files.readString(Path.of("server-config/postgresql/roles.sql"))
                    .replaceAll("(?m)^\\\\getenv.*$", "") // psql's own
                    .replaceAll(":'\\w+_password'", "'" + server.password() + "'");
            execute(as("postgres", name), script);
            execute(as("postgres", name), script); // it may be run again
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        update("iotflow_owner", name);
    }

    /** Runs a statement as PostgreSQL's superuser. */
    public void asSuperuser(String statement) {
        execute(as("postgres", name), statement);
    }

    private static void update(String role, String name) {
        try (Connection connection = as(role, name).getConnection()) {
            Liquibase liquibase = new Liquibase(
                    "liquibase/master.yaml",
                    new ClassLoaderResourceAccessor(TestDatabase.class.getClassLoader()),
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
            liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
            Scope.child(
                    Scope.Attr.ui.name(),
                    new LoggerUIService(),
                    () -> liquibase.update(new Contexts(), new LabelExpression()));
            ApplicationRights.grant(connection, "iotflow");
        } catch (SQLException | LiquibaseException e) {
            throw new IllegalStateException("the template of the test databases cannot be made", e);
        } catch (Exception e) { // which the scope's signature allows
            throw new IllegalStateException(e);
        }
    }

    private static void execute(PGSimpleDataSource database, String command) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            throw new IllegalStateException(command, e);
        }
    }

    private static PGSimpleDataSource as(String user, String name) {
        return as(server.host(), server.port(), user, server.password(), name);
    }

    private static PGSimpleDataSource as(String host, int port, String user, String password, String name) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setServerNames(new String[] {host});
        dataSource.setPortNumbers(new int[] {port});
        dataSource.setDatabaseName(name);
        dataSource.setUser(user);
        dataSource.setPassword(password);
        dataSource.setOptions(
                "-c lock_timeout=20s"); // two sessions of one thread must not wait for each other for ever
        return dataSource;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "db-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
