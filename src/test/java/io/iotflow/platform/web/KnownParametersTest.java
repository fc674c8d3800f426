package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownParametersTest {

    @Test
    void knowsTheParametersOfAMethodByItsSignature() throws NoSuchMethodException {
        assertEquals(
                Map.of("start", String.class, "field", List.class, "check", boolean.class),
                KnownParameters.of(Resource.class.getDeclaredMethod(
                        "read", String.class, String.class, List.class, boolean.class, byte[].class)));
    }

    /** Python's clients write {@code True}. */
    @ParameterizedTest
    @CsvSource({"true, 0", "True, 0", "FALSE, 0", "yes, 1", "1, 1", "'', 1"})
    void aFlagIsTrueOrFalseInAnyCase(String value, int violations) {
        assertEquals(
                violations,
                KnownParameters.violations(Map.of("check", boolean.class), Map.of("check", List.of(value)))
                        .size());
    }

    private static final class Resource {
        @SuppressWarnings("unused")
        void read(
                @PathParam("device_id") String id,
                @QueryParam("start") String start,
                @QueryParam("field") List<String> fields,
                @QueryParam("check") boolean check,
                byte[] body) {
            // Only its signature is read.
        }
    }
}
