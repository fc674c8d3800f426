package io.iotflow.platform.database;

import io.iotflow.platform.task.StartWaits;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Brings the schema up to date before anything else of the application starts; a failure stops the start. PostgreSQL may
 * come later than the application: it is waited for.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaUpdate {

    private static final Logger LOG = Logger.getLogger(SchemaUpdate.class.getName());

    private static final long UPDATERS = 0x10F_10BL;

    private static final int LOG_SECONDS = 30;

    @Inject
    private Event<StartWaits> waits;

    private Connection connect(StartPause pause) throws SQLException, InterruptedException {
        ConfiguredDataSource database = ConfiguredDataSource.forMigration();
        for (int waited = 0; ; waited++) {
            try {
                return database.getConnection();
            } catch (SQLException e) {
                if (!isAway(e)) {
                    throw e;
                }
                if (waited == 0) {
                    waits.fire(new StartWaits("PostgreSQL"));
                }
                if (waited % LOG_SECONDS == 0) {
                    LOG.warning(() -> "waiting for PostgreSQL at " + database.address()
                            + ", without which nothing starts: " + e.getMessage());
                }
                pause.second();
            }
        }
    }

    /** It is not there, is starting or stopping, or has no free connection; not that it refuses us. */
    private static boolean isAway(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.startsWith("57P") || state.equals("53300");
    }

    /** Tries again and again: a statement that waits would hold a snapshot, and with it up what another node may do. */
    private void lock(Connection connection, StartPause pause) throws SQLException, InterruptedException {
        for (int waited = 0; !ask(connection, "pg_try_advisory_lock"); waited++) {
            if (waited == 0) {
                waits.fire(new StartWaits("another node, which updates the schema"));
            }
            if (waited % LOG_SECONDS == 0) {
                LOG.info("schema: another node is updating it; waiting for that");
            }
            pause.second();
        }
    }

    private static boolean ask(Connection connection, String function) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SELECT " + function + "(" + UPDATERS + ")")) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    /** What Liquibase has to say goes to the log; by default it prints. */
    private static void update(Liquibase liquibase) throws LiquibaseException {
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        try {
            Scope.child(Scope.Attr.ui.name(), new LoggerUIService(), () -> {
                liquibase.forceReleaseLocks();
                liquibase.update(new Contexts(), new LabelExpression());
            });
        } catch (LiquibaseException e) {
            throw e;
        } catch (Exception e) { // which the scope's signature allows
            throw new LiquibaseException(e);
        }
    }

    @PostConstruct
    void run() {
        LOG.info("schema: checking");
        try (StartPause pause = new StartPause();
                Connection connection = connect(pause)) {
            // Under our lock no other node updates, so a lock of Liquibase's is one that a killed start left behind. It
            // ends with the connection, which is for this alone.
            lock(connection, pause);
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            ClassLoader ours = getClass().getClassLoader();
            try (Liquibase liquibase =
                    new Liquibase("liquibase/master.yaml", new ClassLoaderResourceAccessor(ours), database)) {
                update(liquibase);
                ApplicationRights.grant(connection, new ConfiguredDataSource().getUser());
            }
            LOG.info("schema: up to date");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the application stops before the schema is up to date", e);
        } catch (SQLException | LiquibaseException e) {
            throw new IllegalStateException(
                    "the database schema could not be brought up to date: " + e.getMessage(), e);
        }
    }
}
