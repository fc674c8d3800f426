package io.iotflow.platform.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an admin is told of the settings. */
@Deployed(OnPostgresql.class)
class SettingsIT {

    @ArquillianResource
    private URI base;

    private Reply answer;
    private Map<String, JsonObject> settings;

    @BeforeEach
    void list() {
        answer = Client.admin(base).get("/api/v1/admin/settings");
        settings = answer.json().getJsonArray("settings").getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(it -> it.getString("name"), Function.identity()));
    }

    @Test
    void saysWhatIsInForceAndWhereItIsFrom() {
        assertEquals("default", settings.get("IOTFLOW_QUERY_PARALLEL").getString("source"));
        assertEquals("8", settings.get("IOTFLOW_QUERY_PARALLEL").getString("value"));
        JsonObject port = settings.get("MQTT_PORT");
        assertEquals("system property", port.getString("source"));
        assertEquals(String.valueOf(TestStack.mqttPort()), port.getString("value"));
        JsonObject absent = settings.get("IOTFLOW_TRUSTED_PROXIES");
        assertFalse(absent.getBoolean("is_set"));
        assertTrue(absent.isNull("source"));
    }

    @Test
    void ofASecretItSaysOnlyThatItIsSet() {
        TestStack.with(Map.of()).forEach((key, value) -> {
            JsonObject setting = settings.get(Variable.of(key)); // none for a former name
            if (setting != null && setting.getBoolean("is_secret")) {
                assertTrue(setting.getBoolean("is_set") && setting.isNull("value"), key);
                assertFalse(answer.text().contains(value), key);
            }
        });
        for (String secret :
                new String[] {"DB_PASSWORD", "IOTFLOW_ADMIN_API_KEY", "IOTFLOW_KEY_PEPPER", "MQTT_PASSWORD"}) {
            assertTrue(settings.get(secret).getBoolean("is_secret"), secret);
        }
    }
}
