package io.iotflow.security;

import io.iotflow.device.ApiKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The operators' keys: the first admin key, given by {@code IOTFLOW_ADMIN_API_KEY}. Without it nobody is admin. */
@ApplicationScoped
class OperatorKeys {

    private static final int SHORTEST = 16;

    private final Optional<byte[]> adminKeyHash;

    protected OperatorKeys() { // CDI proxy
        this(Optional.empty());
    }

    @Inject
    OperatorKeys(@ConfigProperty(name = "iotflow.admin.api.key") Optional<String> adminKey) {
        adminKey.filter(key -> key.length() < SHORTEST).ifPresent(key -> {
            throw new IllegalStateException("IOTFLOW_ADMIN_API_KEY must have at least " + SHORTEST + " characters");
        });
        this.adminKeyHash = adminKey.map(ApiKey::hash);
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    boolean isAdmin(String key) {
        return adminKeyHash.filter(hash -> ApiKey.matches(key, hash)).isPresent();
    }
}
