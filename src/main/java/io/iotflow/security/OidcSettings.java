package io.iotflow.security;

import io.iotflow.platform.settings.Durations;
import io.iotflow.platform.settings.Variable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/** The provider of OpenID Connect with which people sign in; {@code IOTFLOW_OIDC_*}. Off without an issuer. */
@Dependent
class OidcSettings {

    static final String CALLBACK = "/api/v1/session/oidc/callback";

    private static final String ISSUER = "iotflow.oidc.issuer";
    private static final String PUBLIC_URL = "iotflow.public.url";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** As the provider names itself, without a slash at the end unless it has one. */
    final Optional<String> issuer;

    final String clientId;
    final Optional<String> clientSecret;
    final String scopes;

    /** Where in a token the roles are: a member's name, or names of members, one inside the other, with dots between them. */
    final String rolesClaim;

    final String adminRole;
    final String viewerRole;
    final String nameClaim;

    /** For whom a bearer token must be; without it none is taken. */
    final Optional<String> audience;

    /** A session ends so long after the provider was asked, so that what it takes away is gone. */
    final Duration longest;

    /** What the button says. */
    final String label;

    /** Where people open the console, without a slash at the end; empty where OpenID Connect is off. */
    final String publicUrl;

    private final Config config;

    @Inject
    OidcSettings(Config config) {
        this.config = config;
        issuer = text(ISSUER);
        clientId = issuer.isPresent() ? needed("iotflow.oidc.client.id") : "";
        clientSecret = text("iotflow.oidc.client.secret");
        scopes = needed("iotflow.oidc.scopes");
        rolesClaim = needed("iotflow.oidc.roles.claim");
        adminRole = needed("iotflow.oidc.admin.role");
        viewerRole = needed("iotflow.oidc.viewer.role");
        nameClaim = needed("iotflow.oidc.name.claim");
        audience = text("iotflow.oidc.audience");
        longest = Durations.within(config, "iotflow.oidc.session.max", Duration.ofMinutes(1), Duration.ofDays(30));
        label = needed("iotflow.oidc.label");
        publicUrl = issuer.isPresent() ? needed(PUBLIC_URL).replaceAll("/+$", "") : "";
        issuer.ifPresent(it -> {
            requireAddress(ISSUER, it);
            requireAddress(PUBLIC_URL, publicUrl);
            if (audience.filter(clientId::equals).isPresent()) {
                throw new IllegalStateException(Variable.of("iotflow.oidc.audience") + " must differ from "
                        + Variable.of("iotflow.oidc.client.id") + ": the provider's ID tokens are for that one");
            }
        });
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    /** The address that the provider sends people back to. */
    String redirectUri() {
        return publicUrl + CALLBACK;
    }

    private Optional<String> text(String key) {
        return config.getOptionalValue(key, String.class).map(String::strip).filter(it -> !it.isEmpty());
    }

    private String needed(String key) {
        return text(key)
                .orElseThrow(() -> new IllegalStateException(Variable.of(key) + " must be given with "
                        + Variable.of(ISSUER) + ": without it nobody can sign in"));
    }

    private static void requireAddress(String key, String value) {
        if (!isSafe(value)) {
            throw new IllegalStateException(Variable.of(key)
                    + " must be an address with https:// (http:// on this machine alone), is '" + value + "'");
        }
    }

    /** Whether what is sent there can be read or changed by nobody on the way. */
    static boolean isSafe(String address) {
        try {
            URI uri = URI.create(address);
            boolean isHere = uri.getHost() != null && THIS_MACHINE.contains(uri.getHost());
            return uri.getHost() != null
                    && uri.getUserInfo() == null
                    && ("https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isHere));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
