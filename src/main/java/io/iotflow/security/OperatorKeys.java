package io.iotflow.security;

import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import io.iotflow.platform.database.Changed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The operators' keys: the first admin key, given by {@code IOTFLOW_ADMIN_API_KEY} (without it nobody is admin at first),
 * and those made over the API. A revoked key is forgotten on every node as soon as the commit is announced.
 */
@Singleton
class OperatorKeys {

    static final String TOPIC = "operator_key";

    private static final Logger LOG = Logger.getLogger(OperatorKeys.class.getName());
    private static final int SHORTEST = 16;
    private static final Operator FIRST_ADMIN = new Operator("admin", Operator.Role.ADMIN);

    private final KeyHash hash;
    private final OperatorKeyStore store;
    private final Optional<byte[]> adminKeyHash;
    private final OperatorKeyCache ring;

    @Inject
    OperatorKeys(
            KeyHash hash,
            OperatorKeyStore store,
            @ConfigProperty(name = "iotflow.admin.api.key") Optional<String> adminKey) {
        adminKey.filter(key -> key.length() < SHORTEST).ifPresent(key -> {
            throw new IllegalStateException("IOTFLOW_ADMIN_API_KEY must have at least " + SHORTEST + " characters");
        });
        this.hash = hash;
        this.store = store;
        this.adminKeyHash = adminKey.map(key -> hash.of(key));
        this.ring = new OperatorKeyCache(() -> store.good(), System::nanoTime);
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    /** Whose key has this hash, from memory; empty when it is no operator's, has expired, or was revoked. */
    Optional<Operator> find(byte[] wanted) {
        if (adminKeyHash.filter(it -> MessageDigest.isEqual(wanted, it)).isPresent()) {
            return Optional.of(FIRST_ADMIN);
        }
        return ring.find(wanted).filter(it -> it.isGood(Instant.now())).map(this::used);
    }

    /** The same from the database: another node may have made the key a moment ago. */
    Optional<Operator> lookUp(byte[] wanted) {
        Optional<CachedOperatorKey> key = store.good(wanted).filter(it -> it.isGood(Instant.now()));
        key.ifPresent(it -> ring.changed());
        return key.map(this::used);
    }

    private Operator used(CachedOperatorKey key) {
        Instant now = Instant.now();
        if (key.isWorthNoting(now)) {
            try {
                store.used(key.id(), now);
            } catch (RuntimeException e) { // a time that is lost does no harm
                LOG.log(Level.WARNING, e, () -> "the last use of an operator key cannot be stored");
            }
        }
        return key.operator();
    }

    /** Makes a key, which is shown once, and expires unless {@code expiresAt} is null; 409 when the name is taken. */
    Created create(Operator operator, Instant expiresAt) {
        String key = ApiKey.generate();
        OperatorKeyRecord row = store.add(operator, hash.of(key), expiresAt);
        ring.changed();
        return new Created(row, key);
    }

    void revoke(long id) {
        store.revoke(id);
        ring.changed();
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(TOPIC)) {
            ring.changed();
        }
    }

    record Created(OperatorKeyRecord row, String key) {}
}
