package io.iotflow.platform.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSettingsTest {

    @Test
    void givesEachNamedModuleItsLevel() {
        assertEquals(
                Map.of(
                        "io.iotflow.timeseries", Level.FINE,
                        "io.iotflow.mqtt", Level.INFO,
                        "io.iotflow.device", Level.WARNING,
                        "io.iotflow.platform.web", Level.SEVERE),
                new LogSettings("timeseries=debug", " mqtt = INFO ", "device=warn", "platform.web=error").levels);
    }

    @Test
    void knowsFormerNamesOfModules() {
        assertEquals(
                Map.of(
                        "io.iotflow.platform.problem", Level.FINE,
                        "io.iotflow.telemetry.store", Level.FINE,
                        "io.iotflow.mqttapi", Level.WARNING,
                        "io.iotflow.telemetry", Level.WARNING),
                new LogSettings("problem=debug", "telemetrylog=debug", "gateway=warn", "telemetry=warn").levels);
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, FINE", "INFO, INFO", "WARNING, WARNING", "warn, WARNING", "CRITICAL, SEVERE"})
    void givesAllModulesTheLevelOfThePrototype(String given, String level) {
        assertEquals(
                Map.of("io.iotflow", Level.parse(level), "io.iotflow.mqtt", Level.INFO),
                new LogSettings(Optional.of(given), "mqtt=info").levels);
    }

    @Test
    void refusesALevelOfAllThatItDoesNotKnow() {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> new LogSettings(Optional.of("loud")));

        assertEquals("LOG_LEVEL must be error, warn, info or debug, is 'loud'", refusal.getMessage());
    }

    @Test
    void changesNothingByDefault() {
        assertEquals(Map.of(), new LogSettings().levels);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeseries",
                "timeseries=",
                "timeseries=loud",
                "=debug",
                "nothing=debug",
                "timeseries=debug=info",
                "../x=debug",
                "Timeseries=debug",
                "telemetry.=debug",
                "platform.web.other=debug"
            })
    void refusesWhatItDoesNotKnow(String given) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> new LogSettings(given));

        assertTrue(refusal.getMessage().startsWith("IOTFLOW_LOG "), refusal.getMessage());
    }
}
