package io.iotflow.device;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Stops a start with another pepper than the one under which the keys were hashed: every device would be refused, and
 * nobody could tell why.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
public class PepperCheck {

    private static final String FIRST = "INSERT INTO key_pepper (fingerprint) VALUES (?) ON CONFLICT DO NOTHING";

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    @Inject
    private KeyHash keys;

    @PostConstruct
    void run() {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement first = connection.prepareStatement(FIRST);
                PreparedStatement query = connection.prepareStatement("SELECT fingerprint FROM key_pepper")) {
            first.setBytes(1, keys.fingerprint());
            first.executeUpdate();
            try (ResultSet row = query.executeQuery()) {
                if (row.next() && !MessageDigest.isEqual(row.getBytes(1), keys.fingerprint())) {
                    throw new IllegalStateException(
                            "IOTFLOW_KEY_PEPPER is not the one with which this database's keys"
                                    + " were hashed, so no key would be accepted: set the former value (none, if there was none)");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the pepper could not be checked: " + e.getMessage(), e);
        }
    }
}
