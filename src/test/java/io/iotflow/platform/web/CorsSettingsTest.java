package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CorsSettingsTest {

    @Test
    void allowsNoOriginByDefault() {
        assertFalse(new CorsSettings().allows("https://console.example.com"));
    }

    @Test
    void allowsExactlyTheOriginsThatAreNamed() {
        CorsSettings settings = new CorsSettings("https://console.example.com", " http://localhost:3000 ");

        assertTrue(settings.allows("https://console.example.com"));
        assertTrue(settings.allows("http://localhost:3000"));
        assertFalse(settings.allows("http://console.example.com"));
        assertFalse(settings.allows("https://console.example.com.evil.example"));
        assertFalse(settings.allows("https://console.example.com:8443"));
        assertFalse(settings.allows("null"));
    }

    @Test
    void allowsEveryOriginForAStar() {
        assertTrue(new CorsSettings("*").allows("https://anybody.example"));
        assertEquals(Set.of("*"), new CorsSettings("*").origins);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "console.example.com",
                "https://console.example.com/",
                "https://*.example.com",
                "https://a b",
                "null",
                "https://user@console.example.com",
                ""
            })
    void refusesWhatNoBrowserSendsAsAnOrigin(String given) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> new CorsSettings(given));

        assertTrue(refusal.getMessage().startsWith("IOTFLOW_CORS_ORIGINS "), refusal.getMessage());
    }
}
