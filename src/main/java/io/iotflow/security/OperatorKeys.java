package io.iotflow.security;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.iotflow.database.Changed;
import io.iotflow.device.ApiKey;
import io.iotflow.device.KeyHash;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The operators' keys: the first admin key, given by {@code IOTFLOW_ADMIN_API_KEY} (without it nobody is admin at first),
 * and those made over the API. A revoked key is forgotten on every node as soon as the commit is announced.
 */
@ApplicationScoped
class OperatorKeys {

    static final String TOPIC = "operator_key";

    private static final int SHORTEST = 16;
    private static final Operator FIRST_ADMIN = new Operator("admin", Operator.Role.ADMIN);

    private final KeyHash hash;
    private final OperatorKeyStore store;
    private final Optional<byte[]> adminKeyHash;
    private final LoadingCache<ByteBuffer, Optional<Operator>> known;

    protected OperatorKeys() { // CDI proxy
        this(null, null, Optional.empty());
    }

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
        this.known = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(Duration.ofMinutes(1)) // also how exact the last use is
                .build(it -> store.use(it.array()));
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    /** Whose key this is; empty when it is no operator's, or was revoked. */
    Optional<Operator> find(String key) {
        byte[] wanted = hash.of(key);
        if (adminKeyHash.filter(it -> MessageDigest.isEqual(wanted, it)).isPresent()) {
            return Optional.of(FIRST_ADMIN);
        }
        return known.get(ByteBuffer.wrap(wanted));
    }

    /** Makes a key, which is shown once; 409 when the name is taken. */
    Created create(Operator operator) {
        String key = ApiKey.generate();
        OperatorKeyRecord row = store.add(operator, hash.of(key));
        return new Created(row, key);
    }

    void revoke(long id) {
        store.revoke(id);
        known.invalidateAll();
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(TOPIC)) {
            known.invalidateAll(); // few, and seldom
        }
    }

    record Created(OperatorKeyRecord row, String key) {}
}
