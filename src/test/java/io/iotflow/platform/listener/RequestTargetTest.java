package io.iotflow.platform.listener;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a/b", "/%C3%A9", "/%2F%00", "/a%20b", "*", "http://h/x"})
    void canBeDecoded(String path) {
        assertTrue(RequestTarget.isDecodable(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%z", "/%", "/%4", "/%4g", "/%%41", "/%ff", "/%C3/x", "/%ed%a0%80"})
    void cannotBeDecoded(String path) {
        assertFalse(RequestTarget.isDecodable(path));
    }
}
