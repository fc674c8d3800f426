package io.iotflow.database;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Logger;
import javax.sql.DataSource;
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

/** Brings the schema up to date before anything else of the application starts; a failure stops the start. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaUpdate {

    private static final Logger LOG = Logger.getLogger(SchemaUpdate.class.getName());

    private static final long UPDATERS = 0x10F_10BL;

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    private static void lock(Connection connection, String function) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT " + function + "(" + UPDATERS + ")");
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
        try (Connection connection = dataSource.getConnection()) {
            Database database =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            ClassLoader ours = getClass().getClassLoader();
            try (Liquibase liquibase =
                    new Liquibase("liquibase/master.yaml", new ClassLoaderResourceAccessor(ours), database)) {
                // A change may have to read a large table, and others wait for the node that does it.
                int usualTimeout = connection.getNetworkTimeout();
                connection.setNetworkTimeout(Runnable::run, 0);
                // Under our lock no other node updates, so a lock of Liquibase's is one that a killed start left
                // behind.
                lock(connection, "pg_advisory_lock");
                try {
                    update(liquibase);
                } finally {
                    lock(connection, "pg_advisory_unlock");
                    connection.setNetworkTimeout(Runnable::run, usualTimeout);
                }
            }
            LOG.info("schema: up to date");
        } catch (SQLException | LiquibaseException e) {
            throw new IllegalStateException(
                    "the database schema could not be brought up to date: " + e.getMessage(), e);
        }
    }
}
