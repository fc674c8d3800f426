package io.iotflow.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeviceListeningTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00.123456Z");

    @Test
    void isOfTheTimeAtWhichTheBrokerSawItSoThatALaterOfflineStands() {
        Instant subscribed = NOW.minusMillis(300);

        assertEquals(
                new DeviceListening(7, subscribed),
                DeviceListening.of(DeviceListening.subject("pump/7", subscribed), NOW));
    }

    @Test
    void isNotOfATimeToCome() {
        assertEquals(
                new DeviceListening(7, NOW),
                DeviceListening.of(DeviceListening.subject("pump/7", NOW.plusSeconds(5)), NOW));
    }
}
