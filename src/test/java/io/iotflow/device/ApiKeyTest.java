package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ApiKeyTest {

    @Test
    void isOurPrefixAnd256BitsInBase64Url() {
        assertTrue(ApiKey.generate().matches("iotf_[A-Za-z0-9_-]{43}"));
    }

    @Test
    void isNeverTheSameTwice() {
        assertNotEquals(ApiKey.generate(), ApiKey.generate());
    }

    @Test
    void isHashedWithSha256() {
        // FIPS 180-2, appendix B.1
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                HexFormat.of().formatHex(ApiKey.hash("abc")));
    }

    @Test
    void matchesItsOwnHash() {
        String key = ApiKey.generate();
        assertTrue(ApiKey.matches(key, ApiKey.hash(key)));
    }

    @Test
    void matchesNoOthersHash() {
        assertFalse(ApiKey.matches(ApiKey.generate(), ApiKey.hash(ApiKey.generate())));
    }
}
