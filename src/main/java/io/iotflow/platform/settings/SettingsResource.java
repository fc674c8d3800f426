package io.iotflow.platform.settings;

import io.iotflow.platform.json.Json;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;

/** The settings of this node that are in force, for an admin: why is it as it is. Secrets are only said to be there. */
@Path("/admin/settings")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class SettingsResource {

    /** Also an address that may have a password in it. */
    private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|TOKEN|PEPPER|SECRET|API_KEY|_URL).*");

    private static final Pattern PLAIN_ADDRESS = Pattern.compile("https?://[^@/?#]+/?");
    private static final int OF_DEFAULTS = 100;
    private static final int OF_THE_ENVIRONMENT = 300;
    private static final int OF_THE_SYSTEM = 400;

    private final Config config;

    @Inject
    public SettingsResource(Config config) {
        this.config = config;
    }

    @GET
    @RolesAllowed("admin")
    public JsonObject list() {
        JsonArrayBuilder settings = Json.createArrayBuilder();
        SettingNames.keys().forEach(it -> settings.add(describe(it)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add("settings", settings)
                .build();
    }

    private JsonObjectBuilder describe(String key) {
        String name = Variable.of(key);
        ConfigValue given = given(key);
        Optional<String> value = Optional.ofNullable(given.getValue()).filter(it -> !it.isEmpty());
        boolean isSecret = SECRET.matcher(name).matches() && value.stream().noneMatch(PLAIN_ADDRESS.asMatchPredicate());
        JsonObjectBuilder json = Json.createObjectBuilder().add("name", name);
        json.add("value", Json.orNull(isSecret ? null : value.orElse(null)));
        json.add("is_set", value.isPresent());
        json.add("is_secret", isSecret);
        return json.add("source", Json.orNull(value.map(it -> source(given)).orElse(null)));
    }

    /** What is given under a former name is in force, too. */
    private ConfigValue given(String key) {
        ConfigValue value = config.getConfigValue(key);
        Optional<ConfigValue> former = SettingNames.formerOf(key)
                .filter(it -> value.getSourceOrdinal() <= OF_DEFAULTS)
                .map(config::getConfigValue)
                .filter(it -> it.getValue() != null);
        return former.orElse(value);
    }

    private static String source(ConfigValue value) {
        return switch (value.getSourceOrdinal()) {
            case OF_DEFAULTS -> "default";
            case OF_THE_ENVIRONMENT -> "environment";
            case OF_THE_SYSTEM -> "system property";
            default -> value.getSourceName();
        };
    }
}
