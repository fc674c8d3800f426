package io.iotflow.serverconfig;

import io.iotflow.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** PostgreSQL as Grafana sees it: with the role and the rights that our scripts make. */
public final class GrafanaDatabase {

    private static final Path SCRIPTS = Path.of("server-config/postgresql");
    private static final String PASSWORD = "password-of-a-test";
    private static final String NOT_ALLOWED = "42501"; // insufficient_privilege

    private final DataSource grafana = TestStack.databaseAs("grafana", PASSWORD);

    private GrafanaDatabase() {}

    /** Runs both scripts; the product has made its tables. */
    public static GrafanaDatabase prepare() throws SQLException {
        // psql's own commands read the passwords from the environment; the tests' user is there already.
        String init = read("init.sql")
                .replaceAll("(?m)^\\\\getenv.*$", "")
                .replace(":'iotflow_password'", "'" + TestStack.databasePassword() + "'")
                .replace(":'grafana_password'", "'" + PASSWORD + "'")
                .replace("CREATE ROLE iotflow", "ALTER ROLE iotflow");
        execute(TestStack.databaseAsSuperuser(), init);
        execute(TestStack.database(), read("grafana-rights.sql"));
        execute(TestStack.database(), read("grafana-rights.sql")); // it may be run again
        return new GrafanaDatabase();
    }

    /** The rows of a query, each as text. */
    public List<String> rows(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = grafana.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(row.getString(i));
                }
                rows.add(values.toString());
            }
        } catch (SQLException e) {
            throw new SQLException(sql, e.getSQLState(), e);
        }
        return rows;
    }

    /** Whether Grafana may not do this. */
    public boolean refuses(String sql) throws SQLException {
        try {
            execute(grafana, sql);
            return false;
        } catch (SQLException e) {
            if (NOT_ALLOWED.equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
    }

    private static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String read(String script) {
        try {
            return Files.readString(SCRIPTS.resolve(script));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
