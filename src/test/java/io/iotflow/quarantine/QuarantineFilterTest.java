package io.iotflow.quarantine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuarantineFilterTest {

    private static final Set<String> SOURCES = Set.of("mqtt", "influxdb");

    @Test
    void selectsAllWhereThereIsNoFilter() {
        QuarantineFilter all = QuarantineFilter.of(Map.of(), SOURCES);

        assertTrue(all.isEmpty());
        assertEquals(" WHERE true", all.where().text());
        assertEquals(List.of(), List.of(all.where().parameters()));
    }

    @Test
    void putsNothingOfTheCallerIntoTheCondition() {
        String hostile = "x' OR '1'='1";
        QuarantineFilter selection = QuarantineFilter.of(Map.of("device_id", hostile, "reason", "bad_json"), SOURCES);

        assertEquals(
                " WHERE true AND coalesce(device_id, '') = ? AND reason = ?",
                selection.where().text());
        assertEquals(List.of(hostile, "bad_json"), List.of(selection.where().parameters()));
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        Problem refusal = assertThrows(
                Problem.class,
                () -> QuarantineFilter.of(
                        Map.of("device_id", "", "reason", "x", "source", "http", "start", "now", "stop", "1969-12-31"),
                        SOURCES));

        assertEquals(
                List.of("device_id", "reason", "source", "start", "stop"),
                refusal.violations().stream().map(Violation::field).sorted().toList());
        assertTrue(refusal.violations().stream().anyMatch(it -> it.message().equals("must be one of influxdb, mqtt")));
    }

    @Test
    void readsAPlusThatAnAddressTurnedIntoASpace() {
        QuarantineFilter encoded = QuarantineFilter.of(Map.of("start", "2026-01-31T12:00:00+01:00"), SOURCES);

        assertEquals(encoded, QuarantineFilter.of(Map.of("start", "2026-01-31T12:00:00 01:00"), SOURCES));
    }
}
