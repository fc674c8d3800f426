package io.iotflow.alert;

import static io.iotflow.stack.Waiting.soon;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iotflow.stack.Application;
import io.iotflow.stack.Client;
import io.iotflow.stack.FullSuite;
import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The node that judges is killed again and again while devices send: another goes on, and in the end there is each alert
 * that the readings make, once, and no other. {@code -Dalerts.kills=50} kills more often than there is time for each day.
 */
@FullSuite
class KilledNodesIT {

    private static final int KILLS = Integer.getInteger("alerts.kills", 2);
    private static final int DEVICES = 10;
    private static final int RULES_OF_A_DEVICE = 10;
    private static final int READINGS_OF_A_LEVEL = 20;
    private static final long BETWEEN_READINGS =
            Duration.ofMillis(50).toNanos(); // a node that starts needs the machine, too

    private final long seed = Long.getLong("iotflow.test.seed", System.nanoTime() % 1_000_000);
    private final Instant start = Instant.now().minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.SECONDS);
    private volatile boolean isOver;

    /** What a device has sent and was acknowledged, in order; each a second after the one before. */
    private record Sender(TestDevice device, List<Integer> values) {}

    @Test
    void othersGoOnAndEachAlertIsThereOnce() throws Exception {
        System.out.println("-Diotflow.test.seed=" + seed);
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(DEVICES);
        Application first = Application.launch(node());
        Application second = Application.launch(node());
        try {
            List<Application> nodes = List.of(first.awaitReady(), second.awaitReady());
            List<Sender> senders = IntStream.range(0, DEVICES)
                    .mapToObj(it -> senderWithRules(Client.admin(first.uri())))
                    .toList();
            List<Future<?>> sending = new ArrayList<>();
            senders.forEach(it -> sending.add(threads.submit(() -> send(it, nodes))));
            List<Duration> takeOvers = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                int judging = judging(nodes);
                for (Future<?> each : sending) {
                    assertFalse(each.isDone(), () -> "a device sends no more: " + failure(each));
                }
                awaitMore(senders.get(random.nextInt(DEVICES)), 1 + random.nextInt(30));
                nodes.get(judging).kill();
                takeOvers.add(awaitTakeOver(nodes.get(1 - judging)));
                System.out.printf("kill %d: the other node went on within %s%n", kill + 1, takeOvers.get(kill));
                nodes.get(judging).restart();
            }
            isOver = true;
            for (Future<?> each : sending) {
                each.get();
            }

            long alerts = 0;
            for (Sender sender : senders) {
                Set<String> expected = expected(sender);
                alerts += expected.size();
                Client admin = Client.admin(second.uri());
                soon().untilAsserted(() -> assertEquals(List.copyOf(expected), alerts(admin, sender)));
            }
            System.out.printf(
                    "%d kills, %d readings, %d alerts, each once; the other node went on within %s at most%n",
                    KILLS,
                    senders.stream().mapToInt(it -> it.values().size()).sum(),
                    alerts,
                    takeOvers.stream().max(Duration::compareTo).orElseThrow());
        } finally {
            isOver = true;
            threads.shutdownNow();
            first.close();
            second.close();
        }
    }

    private static Map<String, String> node() {
        return TestStack.with(
                Map.of("mqtt.client.id", "iotflow-server-" + UUID.randomUUID(), "mqtt.shared.subscription", "true"));
    }

    private Sender senderWithRules(Client admin) {
        TestDevice device = admin.newDevice();
        for (int i = 0; i < RULES_OF_A_DEVICE; i++) {
            String rule = "{\"name\":\"%s\",\"severity\":\"minor\",\"device_ids\":[\"%s\"],\"measurement\":\"env\","
                    + "\"condition\":\"above\",\"field\":\"t\",\"value\":%d,\"damp\":\"1s\"}";
            assertEquals(
                    201,
                    admin.post(
                                    "/api/v1/admin/alert-rules",
                                    rule.formatted(ruleName(device, i), device.id(), threshold(i)))
                            .status());
        }
        return new Sender(device, new CopyOnWriteArrayList<>());
    }

    private static String ruleName(TestDevice device, int i) {
        return "above-" + threshold(i) + "-" + device.id();
    }

    private static int threshold(int i) {
        return 10 * i;
    }

    /** Each reading until one of the nodes has acknowledged it: first to one, after a failure to the other. */
    private void send(Sender sender, List<Application> nodes) {
        Random random = new Random(seed + sender.device().id().hashCode());
        int level = 0;
        int node = 0;
        while (!isOver) {
            int number = sender.values().size();
            level = number % READINGS_OF_A_LEVEL == 0 ? random.nextInt(100) : level;
            String reading =
                    "{\"type\":\"env\",\"timestamp\":\"%s\",\"data\":{\"t\":%d}}".formatted(time(number), level);
            while (!isStored(new Client(nodes.get(node).uri(), sender.device().key()), reading)) {
                node = 1 - node;
            }
            sender.values().add(level);
            LockSupport.parkNanos(BETWEEN_READINGS);
        }
    }

    private static boolean isStored(Client device, String reading) {
        try {
            return device.post("/api/v1/devices/telemetry", reading).status() == 201;
        } catch (RuntimeException killed) {
            return false;
        } catch (AssertionError odd) { // not what this test is about: it is sent again, and said
            System.out.println("while a node was killed: " + odd.getMessage());
            return false;
        }
    }

    private Instant time(int number) {
        return start.plusSeconds(number);
    }

    private static String failure(Future<?> sending) {
        try {
            return String.valueOf(sending.get());
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static void awaitMore(Sender sender, int readings) {
        int until = sender.values().size() + readings;
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> sender.values().size() >= until);
    }

    /** Which of the nodes judges at this time. */
    private static int judging(List<Application> nodes) {
        double[] before = {judged(nodes.get(0)), judged(nodes.get(1))};
        AtomicInteger judging = new AtomicInteger(-1);
        soon().until(() -> {
            IntStream.range(0, 2)
                    .filter(it -> judged(nodes.get(it)) > before[it])
                    .forEach(judging::set);
            return judging.get() >= 0;
        });
        return judging.get();
    }

    private static double judged(Application node) {
        return new Client(node.uri(), "")
                .get("/metrics")
                .text()
                .lines()
                .filter(it -> it.startsWith("iotflow_alert_evaluated_total"))
                .mapToDouble(it -> Double.parseDouble(it.substring(it.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Duration awaitTakeOver(Application other) {
        Instant killed = Instant.now();
        double before = judged(other);
        soon().until(() -> judged(other) > before);
        return Duration.between(killed, Instant.now());
    }

    /** By rule and time, what an undisturbed node makes of these readings. */
    private Set<String> expected(Sender sender) {
        Set<String> alerts = new TreeSet<>();
        for (int i = 0; i < RULES_OF_A_DEVICE; i++) {
            String rule = ruleName(sender.device(), i);
            Instant opened = null;
            for (int number = 0; number < sender.values().size(); number++) {
                boolean isMet = sender.values().get(number) > threshold(i);
                if (isMet && opened == null) {
                    opened = time(number);
                } else if (!isMet && opened != null) {
                    alerts.add(rule + " " + opened + " " + time(number));
                    opened = null;
                }
            }
            if (opened != null) {
                alerts.add(rule + " " + opened + " null");
            }
        }
        return alerts;
    }

    private static List<String> alerts(Client admin, Sender sender) {
        List<String> alerts = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonObject page = admin.get("/api/v1/admin/alerts?limit=1000&device_id="
                            + sender.device().id() + cursor)
                    .json();
            for (JsonObject alert : page.getJsonArray("alerts").getValuesAs(JsonObject.class)) {
                alerts.add(alert.getString("rule") + " " + alert.getString("opened_at") + " "
                        + alert.getString("cleared_at", null));
            }
            cursor = page.isNull("next_cursor") ? null : "&cursor=" + page.getString("next_cursor");
        }
        alerts.sort(null);
        return alerts;
    }
}
