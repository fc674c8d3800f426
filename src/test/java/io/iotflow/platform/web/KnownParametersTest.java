package io.iotflow.platform.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownParametersTest {

    @Test
    void knowsTheParametersOfAMethodByItsSignature() throws NoSuchMethodException {
        assertEquals(
                Set.of("start", "stop"),
                KnownParameters.of(Resource.class.getDeclaredMethod(
                        "read", String.class, String.class, String.class, byte[].class)));
    }

    private static final class Resource {
        @SuppressWarnings("unused")
        void read(
                @PathParam("device_id") String id,
                @QueryParam("start") String start,
                @QueryParam("stop") String stop,
                byte[] body) {
            // Only its signature is read.
        }
    }
}
