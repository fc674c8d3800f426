package io.iotflow.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void holdsOnlyWhatPostgresqlCanStoreAndIndex() {
        Refusal refusal = refusal("d".repeat(5000), "a\0b", "x".repeat(3000));

        assertEquals(128, refusal.deviceId().length());
        assertEquals("a\uFFFDb", refusal.topic());
        assertEquals(2000, refusal.detail().length());
    }

    @Test
    void cutsNoCharacterInTwo() {
        Refusal refusal = refusal("d".repeat(127) + "😀", "t", "x".repeat(1999) + "😀");

        assertEquals("d".repeat(127), refusal.deviceId());
        assertEquals("x".repeat(1999), refusal.detail());
    }

    @Test
    void keepsWhatFits() {
        Refusal refusal = refusal("d".repeat(126) + "😀", "t", "why 😀");

        assertEquals("d".repeat(126) + "😀", refusal.deviceId());
        assertEquals("why 😀", refusal.detail());
    }

    private static Refusal refusal(String deviceId, String topic, String detail) {
        return new Refusal(Instant.EPOCH, "mqtt", deviceId, topic, Reason.BAD_JSON, detail, new byte[0]);
    }
}
