package io.iotflow.tools.quickstart;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** What the superuser does on a PostgreSQL server that was just started. */
record DatabaseSetup(DatabaseAccess superuser) {

    private static final Duration PATIENCE = Duration.ofMinutes(2); // recovery after a crash replays up to 2 GB of WAL
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** Waits until the server takes connections and returns its version. */
    String awaitAnswer(Process server, Path log) {
        Instant deadline = Instant.now().plus(PATIENCE);
        SQLException last = null;
        while (server.isAlive() && Instant.now().isBefore(deadline)) {
            try (Connection connection = superuser.dataSource().getConnection()) {
                return connection.getMetaData().getDatabaseProductVersion();
            } catch (SQLException e) {
                last = e;
                pause();
            }
        }
        String reason = LogFile.lastMatching(log, "FATAL", "PANIC", "ERROR")
                .or(() -> LogFile.lastLine(log))
                .orElse("no reason given");
        throw new StartException("PostgreSQL did not start: " + reason + ". Its log is " + log, last);
    }

    /** Makes the database and the user that owns it, both of this name, when they are missing. */
    void createDatabase(String name, String password) {
        try (Connection connection = superuser.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
                // The password is base64url: nothing in it needs quoting.
                statement.execute("CREATE ROLE " + name + " LOGIN PASSWORD '" + password + "'");
            }
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                statement.execute("CREATE DATABASE " + name + " OWNER " + name);
            }
        } catch (SQLException e) {
            throw new StartException("The database " + name + " could not be created: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while PostgreSQL was starting", e);
        }
    }
}
