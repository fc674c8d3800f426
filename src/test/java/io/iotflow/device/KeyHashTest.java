package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyHashTest {

    private static final String PEPPER = "Jefe".repeat(8);

    private final KeyHash plain = KeyHash.of(Optional.empty());
    private final KeyHash peppered = KeyHash.of(Optional.of(PEPPER));

    @Test
    void isSha256WithoutAPepper() {
        // FIPS 180-2, appendix B.1
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                HexFormat.of().formatHex(plain.of("abc")));
    }

    @Test
    void isHmacSha256UnderThePepper() {
        // computed with openssl dgst -sha256 -hmac
        assertEquals(
                "b04890c58ed13d7e19fd44636fdb146f5d6b071e2c0f497638d7f56dc9bdce3e",
                HexFormat.of().formatHex(peppered.of("abc")));
    }

    @Test
    void matchesItsOwnKeyOnly() {
        String key = ApiKey.generate();

        assertTrue(peppered.matches(key, peppered.of(key)));
        assertFalse(peppered.matches(key, plain.of(key)));
        assertFalse(peppered.matches(ApiKey.generate(), peppered.of(key)));
    }

    @Test
    void refusesAPepperThatCouldBeGuessed() {
        IllegalStateException refusal =
                assertThrows(IllegalStateException.class, () -> KeyHash.of(Optional.of("short")));

        assertTrue(refusal.getMessage().startsWith("IOTFLOW_KEY_PEPPER"));
    }
}
