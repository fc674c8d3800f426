package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.TestMetrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.Test;

class LeftOutMetricsTest {

    private static final LeftOut NO_VALUE = new LeftOut("a", LeftOut.Why.NO_VALUE);
    private static final LeftOut BAD_NAME = new LeftOut("b", LeftOut.Why.BAD_NAME);

    private final TestMetrics metrics = new TestMetrics();

    @Test
    void countsEachMemberByItsReason() {
        LeftOutMetrics leftOut = new LeftOutMetrics(metrics.registry());

        leftOut.count(List.of(
                Upload.of(List.of(message(NO_VALUE, BAD_NAME), message())), Upload.of(List.of(message(NO_VALUE)))));

        assertEquals(2, metrics.count("iotflow_left_out", new Tag("reason", "no_value")));
        assertEquals(1, metrics.count("iotflow_left_out", new Tag("reason", "bad_name")));
        assertEquals(0, metrics.count("iotflow_left_out", new Tag("reason", "field_type")));
    }

    private static TelemetryMessage message(LeftOut... left) {
        return new TelemetryMessage(
                        1, "d", "m", Instant.EPOCH, Map.of("v", 1.0), Map.of(), Map.of(), null, Instant.EPOCH)
                .leavingOut(true, List.of(left));
    }
}
