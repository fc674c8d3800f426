package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementResourceTest {

    /** It looks into no registry for a query that is none. */
    private final MeasurementResource resource = new MeasurementResource(null, null);

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1e2", "ten", " 5"})
    void refusesALimitThatIsNone(String limit) {
        Problem refusal = assertThrows(Problem.class, () -> resource.list(null, limit, null));

        assertEquals(400, refusal.status());
        assertEquals("limit must be 1 to 1000", refusal.getMessage());
    }
}
