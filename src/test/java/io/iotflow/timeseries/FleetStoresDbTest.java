package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import io.iotflow.telemetry.store.FleetQueries;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetRow;
import io.iotflow.telemetry.store.TelemetryMessage;
import io.iotflow.telemetry.store.TestLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** PostgreSQL and InfluxDB give the same answers: random questions about random data. */
class FleetStoresDbTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int QUESTIONS = Integer.getInteger("iotflow.test.questions", 100);
    private static final int MESSAGES = 3_000;

    /** So that long ranges are read in pieces. */
    private static final int FEW = 200;

    private final long seed = Long.getLong("iotflow.test.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final RandomFleet fleet = new RandomFleet(random, "fleet" + Long.toHexString(System.nanoTime()));

    @Test
    void bothStoresAnswerTheSame() {
        try (TestDatabase database = TestDatabase.create();
                InfluxUnderTest influx = InfluxUnderTest.start();
                InfluxConnection connection = new InfluxConnection(influx.settings());
                InfluxProbe probe = new InfluxProbe(influx.settings())) {
            Forwarder forwarder = TestForwarding.forwarder(database.sql(), connection);
            TestLog written = new TestLog(database);
            store(MESSAGES, written, forwarder);
            FleetQueries log = TestLog.fleet(database);
            FleetInflux flux = new FleetInflux(connection, new InfluxQuestions(connection, probe, forwarder, () -> 0));
            int rows = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                if (i == QUESTIONS / 3) { // from then on by hours where this is possible
                    written.addHours();
                }
                if (i == 2 * QUESTIONS / 3) { // and these are not among the hours
                    store(MESSAGES / 20, written, forwarder);
                }
                RandomFleet.Question question = fleet.question();
                String about = "seed " + seed + ", question " + i + ": " + question;
                List<FleetRow> found = assertDoesNotThrow(() -> ofInflux(flux, question), about);
                rows += assertSame(ofLog(log, question), found, about);
            }
            System.out.println("seed " + seed + ": " + QUESTIONS + " questions, " + rows + " rows, no difference");
            assertTrue(rows > QUESTIONS, "the questions are about something");
        }
    }

    private void store(int messages, TestLog log, Forwarder forwarder) {
        log.store(fleet.messages(messages).toArray(TelemetryMessage[]::new));
        while (forwarder.forward(5_000, false) > 0) {
            // until nothing waits
        }
    }

    private static List<FleetRow> ofLog(FleetQueries log, RandomFleet.Question question) {
        List<FleetRow> rows = new ArrayList<>();
        if (question.latest()) {
            log.latest(question.query(), question.cut(), PATIENCE, rows::add);
        } else if (question.functions().isEmpty()) {
            log.readings(question.query(), question.cut(), PATIENCE, rows::add);
        } else {
            log.aggregates(question.query(), aggregation(question), question.cut(), PATIENCE, rows::add);
        }
        return rows;
    }

    private static List<FleetRow> ofInflux(FleetInflux influx, RandomFleet.Question question) {
        List<FleetRow> rows = new ArrayList<>();
        FleetInflux.Asked asked = new FleetInflux.Asked(question.query(), question.ids());
        if (question.latest()) {
            influx.latest(asked, question.cut(), rows::add);
        } else if (question.functions().isEmpty()) {
            influx.readings(asked, question.cut(), rows::add);
        } else {
            influx.aggregates(asked, aggregation(question), question.cut(), rows::add);
        }
        return rows;
    }

    private static Aggregation aggregation(RandomFleet.Question question) {
        return new Aggregation(
                question.functions(),
                question.bounds(),
                Duration.ofDays(1),
                question.query().stop());
    }

    private static int assertSame(List<FleetRow> expected, List<FleetRow> found, String about) {
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            FleetRow one = expected.get(i);
            FleetRow other = found.get(i);
            assertEquals(text(one), text(other), about);
            for (int column = 0; column < one.values().size(); column++) {
                assertClose(one.values().get(column), other.values().get(column), about + ": " + one + ", " + other);
            }
        }
        assertEquals(expected.size(), found.size(), about);
        return expected.size();
    }

    private static String text(FleetRow row) {
        return row.time() + " " + row.bucket() + " " + row.measurement() + " " + row.field() + " " + row.tags();
    }

    /** Sums of floating point differ with the order in which they are added up. */
    private static void assertClose(Object expected, Object found, String about) {
        if (expected instanceof Double one && found instanceof Double other) {
            assertEquals(one, other, 1e-6 + 1e-9 * Math.abs(one), about);
        } else {
            assertEquals(expected, found, about);
        }
    }
}
