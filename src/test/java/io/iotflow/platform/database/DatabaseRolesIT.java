package io.iotflow.platform.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The application with a role for its tables and one for its work, as roles.sql makes them. */
@FullSuite
class DatabaseRolesIT {

    private static final String NOT_ALLOWED = "42501"; // insufficient_privilege

    @Test
    void worksWithoutOwningItsTables() throws SQLException, IOException {
        execute(TestStack.databaseAsSuperuser(), "CREATE DATABASE divided");
        execute(as("postgres"), rolesScript());
        Map<String, String> settings = TestStack.with(Map.of(
                "db.name", "divided",
                "db.migration.user", "iotflow_owner",
                "db.migration.password", TestStack.databasePassword(),
                "telemetry.retention", "30d"));

        try (Application application = Application.start(settings)) {
            TestDevice device = Client.admin(application.uri()).newDevice();
            assertEquals(201, send(device));
            application.kill();
            application.restart(); // nothing is left to be granted
            assertEquals(201, send(device));
            assertEquals(
                    2,
                    device.http()
                            .delete("/api/v1/influxdb/device/" + device.id() + "/data?all=true")
                            .json()
                            .getInt("deleted"));
            assertEquals(
                    0,
                    application.log().stream()
                            .filter(it -> it.contains("permission denied"))
                            .count());
        }

        for (String statement : List.of("DROP TABLE device", "ALTER TABLE telemetry ADD COLUMN x text")) {
            assertEquals(
                    NOT_ALLOWED,
                    assertThrows(SQLException.class, () -> execute(as("iotflow"), statement))
                            .getSQLState());
        }
    }

    private static int send(TestDevice device) {
        return device.http()
                .post("/api/v1/devices/telemetry", "{\"data\":{\"temperature\":21}}")
                .status();
    }

    private static String rolesScript() throws IOException {
        return Files.readString(Path.of("server-config/postgresql/roles.sql"))
                .replaceAll("(?m)^\\\\getenv.*$", "") // psql's own
                .replaceAll(":'\\w+_password'", "'" + TestStack.databasePassword() + "'");
    }

    private static DataSource as(String role) {
        PGSimpleDataSource database = (PGSimpleDataSource) TestStack.databaseAs(role, TestStack.databasePassword());
        database.setDatabaseName("divided");
        return database;
    }

    private static void execute(DataSource database, String statement) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
