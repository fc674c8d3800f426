package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
