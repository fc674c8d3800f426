package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.KeyHash;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.ShippedConfig;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final JsonObject SECRET =
            Json.createObjectBuilder().add("secret", "very secret").build();

    private static Secrets with(Map<String, String> settings, String pepper) {
        return new Secrets(new NotifySettings(new ShippedConfig(settings)), KeyHash.of(Optional.ofNullable(pepper)));
    }

    private final Secrets secrets = with(Map.of(), TestNotify.PEPPER);

    @Test
    void keepsSecretsUnreadable() {
        byte[] stored = secrets.encrypt("ops", SECRET);

        assertFalse(new String(stored, StandardCharsets.ISO_8859_1).contains("secret"));
        assertEquals(Optional.of(SECRET), secrets.decrypt("ops", stored));
        assertFalse(Arrays.equals(stored, secrets.encrypt("ops", SECRET)));
    }

    @Test
    void opensNothingForAnotherChannelOrWithAnotherKey() {
        byte[] stored = secrets.encrypt("ops", SECRET);

        assertEquals(Optional.empty(), secrets.decrypt("other", stored));
        assertEquals(Optional.empty(), with(Map.of(), TestNotify.PEPPER + "x").decrypt("ops", stored));
        assertEquals(Optional.empty(), with(Map.of(), null).decrypt("ops", stored));
        assertEquals(Optional.empty(), secrets.decrypt("ops", new byte[] {1, 2}));
    }

    @Test
    void prefersAKeyOfItsOwnToThePepper() {
        Map<String, String> own = Map.of("iotflow.notify.secret.key", "a key of its own, of some length");
        byte[] stored = with(own, TestNotify.PEPPER).encrypt("ops", SECRET);

        assertEquals(Optional.of(SECRET), with(own, null).decrypt("ops", stored));
        assertEquals(Optional.empty(), secrets.decrypt("ops", stored));
    }

    @Test
    void storesNoSecretWithoutAKey() {
        Secrets without = with(Map.of(), null);

        assertEquals(
                409,
                assertThrows(Problem.class, () -> without.encrypt("ops", SECRET))
                        .status());
        assertNull(without.encrypt("ops", Json.createObjectBuilder().build()));
    }
}
