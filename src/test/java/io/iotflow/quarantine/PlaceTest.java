package io.iotflow.quarantine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {

    @Test
    void comesBackAsItWas() {
        Place cursor = new Place(Instant.parse("2026-01-31T12:00:00.123456Z"), 4711);
        assertEquals(cursor, Place.parse(cursor.text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.", ".1", "-1.1", "1.1.1", "99999999999999999.1", "1.1\n", "1.1 OR 1=1"})
    void refusesWhatIsNotItsForm(String plain) {
        String encoded = Base64.getUrlEncoder().encodeToString(plain.getBytes(ISO_8859_1));
        assertEquals(
                400, assertThrows(Problem.class, () -> Place.parse(encoded)).status());
    }

    @Test
    void refusesWhatIsNotBase64() {
        assertEquals(400, assertThrows(Problem.class, () -> Place.parse("~")).status());
    }
}
