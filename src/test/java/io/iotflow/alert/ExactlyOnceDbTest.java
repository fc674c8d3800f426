package io.iotflow.alert;

import static io.iotflow.alert.TestAlerts.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestTasks;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that end at any instant: what is open and was is what an undisturbed node makes of the same log. */
class ExactlyOnceDbTest {

    private static final Instant START = Instant.now().minusSeconds(7_200).truncatedTo(ChronoUnit.SECONDS);
    private static final int DEVICES = 20;
    private static final int STEPS = 120;
    private static final List<String> CONDITIONS = List.of(
            "\"condition\":\"above\",\"field\":\"t\",\"value\":30,\"clear\":25",
            "\"condition\":\"above\",\"field\":\"t\",\"value\":28,\"for\":\"4s\"",
            "\"condition\":\"below\",\"field\":\"t\",\"value\":12,\"count\":2,\"of\":4",
            "\"condition\":\"rate_above\",\"field\":\"t\",\"value\":8,\"per\":\"1s\"",
            "\"condition\":\"mean_above\",\"field\":\"t\",\"value\":23,\"window\":\"10s\"",
            "\"condition\":\"changed\",\"field\":\"mode\",\"damp\":\"5s\"",
            "\"condition\":\"stuck\",\"field\":\"mode\",\"after\":\"6s\"",
            "\"condition\":\"missing\",\"after\":\"5s\"",
            "\"condition\":\"equals\",\"field\":\"mode\",\"value\":\"b\",\"damp\":\"20s\"");

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private long seed;
    private Random random;

    /** What devices send in each step; the same for the same seed. */
    private static List<List<TelemetryMessage>> messages(long seed) {
        Random random = new Random(seed);
        List<List<TelemetryMessage>> steps = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            List<TelemetryMessage> batch = new ArrayList<>();
            for (long device = 1; device <= DEVICES; device++) {
                if (random.nextInt(3) > 0) {
                    Instant receivedAt = START.plusSeconds(step);
                    Instant time = receivedAt.minusMillis(random.nextInt(8) == 0 ? random.nextInt(5_000) : 0);
                    batch.add(message(
                            device,
                            "env",
                            time.plusNanos(1_000L * step),
                            receivedAt,
                            Map.of("t", 10.0 + random.nextInt(25), "mode", String.valueOf((char)
                                    ('a' + random.nextInt(10) / 4)))));
                }
            }
            steps.add(batch);
        }
        return steps;
    }

    private TestAlerts world() {
        TestAlerts world = new TestAlerts(tasks);
        IntStream.rangeClosed(1, DEVICES).forEach(it -> world.database.addDevice("device" + it));
        world.database.sql().update("UPDATE device SET created_at = ?", START);
        for (int i = 0; i < CONDITIONS.size(); i++) {
            world.rule("{\"name\":\"r%d\",\"severity\":\"minor\",\"measurement\":\"env\",\"message\":\"{value}\",%s}"
                    .formatted(i, CONDITIONS.get(i)));
        }
        world.database.sql().update("UPDATE alert_rule SET active_at = ?", START);
        return world;
    }

    private List<String> undisturbed() {
        TestAlerts world = world();
        try {
            Evaluator node = world.node();
            TestAlerts.run(node, START);
            List<List<TelemetryMessage>> all = messages(seed);
            for (int step = 0; step < STEPS; step++) {
                world.log.store(all.get(step).toArray(TelemetryMessage[]::new));
                TestAlerts.run(node, START.plusSeconds(step));
            }
            return world.history();
        } finally {
            world.close();
        }
    }

    @Test
    void nodesThatEndAtRandomInstantsMissNothingAndOpenNothingTwice() {
        seed = Long.getLong("iotflow.test.seed", System.nanoTime() % 1_000_000);
        System.out.println("-Diotflow.test.seed=" + seed);
        random = new Random(seed);
        List<String> expected = undisturbed();
        assertTrue(expected.size() > 100, () -> expected.size() + " alerts");
        TestAlerts world = world();
        int deaths = 0;
        try {
            Evaluator node = world.node();
            TestAlerts.run(node, START); // its first turn says where the log begins
            failSometimes(world);
            List<List<TelemetryMessage>> all = messages(seed);
            for (int step = 0; step < STEPS; step++) {
                world.log.store(all.get(step).toArray(TelemetryMessage[]::new));
                boolean isDone = false;
                while (!isDone) {
                    try {
                        node.turn(1 + random.nextInt(30), START.plusSeconds(step)); // ends here, after its commit
                        if (random.nextInt(4) == 0) {
                            throw new IllegalStateException("killed");
                        }
                        TestAlerts.run(node, START.plusSeconds(step));
                        isDone = true;
                    } catch (RuntimeException death) { // or somewhere in its transaction, which is undone
                        deaths++;
                        node = world.node();
                        world.forgetNodes();
                    }
                }
            }
            System.out.println(deaths + " deaths, " + expected.size() + " alerts");
            assertTrue(deaths >= 50, deaths + " deaths");
            assertEquals(List.of(), difference(expected, world.history()), "missed");
            assertEquals(List.of(), difference(world.history(), expected), "of nobody's making");
        } finally {
            world.close();
        }
    }

    @Test
    void twoNodesThatTakeTurnsAtOnceOpenNothingTwice() throws Exception {
        seed = Long.getLong("iotflow.test.seed", System.nanoTime() % 1_000_000);
        List<String> expected = undisturbed();
        TestAlerts world = world();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Evaluator> nodes = List.of(world.node(), world.node());
            TestAlerts.run(nodes.get(0), START);
            List<List<TelemetryMessage>> all = messages(seed);
            for (int step = 0; step < STEPS; step++) {
                Instant now = START.plusSeconds(step);
                world.log.store(all.get(step).toArray(TelemetryMessage[]::new));
                world.forgetNodes();
                for (Future<?> turns : threads.invokeAll(nodes.stream()
                        .map(node ->
                                Executors.callable(() -> IntStream.range(0, 3).forEach(it -> node.turn(5, now))))
                        .toList())) {
                    turns.get();
                }
                world.forgetNodes();
                TestAlerts.run(nodes.get(step % 2), now);
            }
            assertEquals(List.of(), difference(expected, world.history()), "missed with seed " + seed);
            assertEquals(List.of(), difference(world.history(), expected), "of nobody's making with seed " + seed);
        } finally {
            threads.shutdownNow();
            world.close();
        }
    }

    private static List<String> difference(List<String> all, List<String> others) {
        return all.stream().filter(it -> !others.contains(it)).toList();
    }

    /** At any statement of a turn, or at its commit, PostgreSQL may say no. */
    private static void failSometimes(TestAlerts world) {
        world.database.sql().call("""
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF random() < 0.02 THEN RAISE EXCEPTION 'killed'; END IF;
                    RETURN NULL;
                END $$""");
        for (String table : List.of("alert", "alert_state", "alert_newest", "alert_cursor", "alert_rule_figures")) {
            world.database
                    .sql()
                    .call("CREATE TRIGGER fail AFTER INSERT OR UPDATE OR DELETE ON " + table
                            + " FOR EACH STATEMENT EXECUTE FUNCTION fail()");
        }
        world.database
                .sql()
                .call("CREATE CONSTRAINT TRIGGER fail_at_commit AFTER UPDATE ON alert_cursor"
                        + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail()");
    }
}
