package io.iotflow.device;

import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.database.Sql;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.security.MessageDigest;

/**
 * Stops a start with another pepper than the one under which the keys were hashed: every device would be refused, and
 * nobody could tell why.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
public class PepperCheck {

    private static final String FIRST = "INSERT INTO key_pepper (fingerprint) VALUES (?) ON CONFLICT DO NOTHING";

    @Inject
    private Sql sql;

    @Inject
    private KeyHash keys;

    @PostConstruct
    void run() {
        try {
            sql.update(FIRST, keys.fingerprint());
            sql.first("SELECT fingerprint FROM key_pepper", row -> row.getBytes(1))
                    .ifPresent(this::requireSame);
        } catch (DatabaseException e) {
            throw new IllegalStateException("the pepper could not be checked: " + e.getMessage(), e);
        }
    }

    private void requireSame(byte[] fingerprint) {
        if (!MessageDigest.isEqual(fingerprint, keys.fingerprint())) {
            throw new IllegalStateException("IOTFLOW_KEY_PEPPER is not the one with which this database's keys"
                    + " were hashed, so no key would be accepted: set the former value (none, if there was none)");
        }
    }
}
