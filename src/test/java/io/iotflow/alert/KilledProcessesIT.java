package io.iotflow.alert;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.database.Sql;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestTasks;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What {@link KilledNodesIT} does with whole applications, for the evaluation alone, whose processes start in a moment:
 * {@code -Dalerts.kills=50} of the one that judges, while devices send and 100 rules judge.
 */
@FullSuite
class KilledProcessesIT {

    private static final int KILLS = Integer.getInteger("alerts.kills", 3);
    private static final int DEVICES = 10;
    private static final int RULES_OF_A_DEVICE = 10;
    private static final int READINGS_OF_A_LEVEL = 5;
    private static final long BETWEEN_READINGS = Duration.ofMillis(20).toNanos();

    @RegisterExtension
    final TestTasks tasks = new TestTasks();

    private final long seed = Long.getLong("iotflow.test.seed", System.nanoTime() % 1_000_000);
    private final Instant start = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    private final List<int[]> stored = new ArrayList<>(); // the levels of all devices, a second after those before
    private final AtomicInteger count = new AtomicInteger();
    private volatile boolean isOver;

    @Test
    void othersGoOnAndEachAlertIsThereOnce() throws InterruptedException {
        System.out.println("-Diotflow.test.seed=" + seed);
        Random random = new Random(seed);
        TestAlerts alerts = new TestAlerts(tasks);
        makeRules(alerts);
        Thread devices = new Thread(() -> send(alerts), "devices");
        List<JudgingProcess> nodes = new ArrayList<>();
        Duration longest = Duration.ZERO;
        try {
            nodes.add(new JudgingProcess(alerts.database));
            nodes.add(new JudgingProcess(alerts.database));
            soon().until(() ->
                    alerts.database.number("SELECT position FROM alert_cursor") >= 0); // the log is judged from here on
            devices.start();
            for (int kill = 0; kill < KILLS; kill++) {
                int judging = judging(nodes);
                int until = count.get() + 1 + random.nextInt(30);
                soon().pollInterval(Duration.ofMillis(1)).until(() -> count.get() >= until);
                Instant killed = Instant.now();
                nodes.get(judging).close();
                JudgingProcess other = nodes.get(1 - judging);
                long before = other.judged();
                nodes.set(judging, new JudgingProcess(alerts.database));
                soon().until(() -> other.judged() > before || nodes.get(judging).judged() > 0);
                Duration takeOver = Duration.between(killed, Instant.now());
                longest = takeOver.compareTo(longest) > 0 ? takeOver : longest;
            }
            isOver = true;
            devices.join();

            List<String> expected = expected();
            soon().untilAsserted(() -> assertEquals(expected, found(alerts)));
            System.out.printf(
                    "%d kills, %d readings, %d alerts, each once; another process went on within %s at most%n",
                    KILLS, stored.size() * DEVICES, expected.size(), longest);
        } finally {
            isOver = true;
            nodes.forEach(JudgingProcess::close);
            alerts.close();
        }
    }

    private static void makeRules(TestAlerts alerts) {
        for (int device = 1; device <= DEVICES; device++) {
            alerts.database.addDevice("device" + device);
            for (int i = 0; i < RULES_OF_A_DEVICE; i++) {
                alerts.rule(
                        "{\"name\":\"%s\",\"severity\":\"minor\",\"device_ids\":[\"device%d\"],\"measurement\":\"env\",\"condition\":\"above\",\"field\":\"t\",\"value\":%d,\"damp\":\"1s\"}"
                                .formatted(rule(device, i), device, threshold(i)));
            }
        }
    }

    private static String rule(int device, int i) {
        return "above-" + threshold(i) + "-" + device;
    }

    private static int threshold(int i) {
        return 10 * i;
    }

    private Instant time(int number) {
        return start.plusSeconds(number);
    }

    private void send(TestAlerts alerts) {
        Random random = new Random(seed + 1);
        int[] levels = new int[DEVICES];
        while (!isOver) {
            int number = stored.size();
            for (int device = 0; device < DEVICES; device++) {
                if ((number + device) % READINGS_OF_A_LEVEL == 0) {
                    levels[device] = random.nextInt(100);
                }
            }
            alerts.log.store(IntStream.range(0, DEVICES)
                    .mapToObj(it -> TestAlerts.message(
                            it + 1L, "env", time(number), Instant.now(), Map.of("t", (double) levels[it])))
                    .toArray(TelemetryMessage[]::new));
            stored.add(levels.clone());
            count.incrementAndGet();
            LockSupport.parkNanos(BETWEEN_READINGS);
        }
    }

    private static int judging(List<JudgingProcess> nodes) {
        long[] before = nodes.stream().mapToLong(JudgingProcess::judged).toArray();
        AtomicInteger judging = new AtomicInteger(-1);
        soon().until(() -> {
            IntStream.range(0, nodes.size())
                    .filter(it -> nodes.get(it).judged() > before[it])
                    .forEach(judging::set);
            return judging.get() >= 0;
        });
        return judging.get();
    }

    /** By rule and time, what an undisturbed evaluation makes of these readings. */
    private List<String> expected() {
        TreeSet<String> alerts = new TreeSet<>();
        for (int device = 1; device <= DEVICES; device++) {
            for (int i = 0; i < RULES_OF_A_DEVICE; i++) {
                Instant opened = null;
                for (int number = 0; number < stored.size(); number++) {
                    boolean isMet = stored.get(number)[device - 1] > threshold(i);
                    if (isMet && opened == null) {
                        opened = time(number);
                    } else if (!isMet && opened != null) {
                        alerts.add(rule(device, i) + " " + opened + " " + time(number));
                        opened = null;
                    }
                }
                if (opened != null) {
                    alerts.add(rule(device, i) + " " + opened + " null");
                }
            }
        }
        return List.copyOf(alerts);
    }

    private static List<String> found(TestAlerts alerts) {
        List<String> found = new ArrayList<>();
        alerts.database.sql().read("SELECT rule_name, opened_at, cleared_at FROM alert", rows -> {
            while (rows.next()) {
                found.add(rows.getString(1) + " " + Sql.instant(rows, 2) + " " + Sql.instant(rows, 3));
            }
            return null;
        });
        found.sort(null);
        return found;
    }
}
