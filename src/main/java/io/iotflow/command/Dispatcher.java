package io.iotflow.command;

import io.iotflow.command.CommandQueue.Delivery;
import io.iotflow.command.CommandQueue.Waiting;
import io.iotflow.mqtt.Connected;
import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.presence.DeviceBackOnline;
import io.iotflow.presence.Presence;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Publishes queued commands: when one is stored, when its device comes back, and by a sweep over all of them, which
 * covers what the other two miss (a broker that was away, a node that died). One managed task does it; what the broker
 * acknowledges comes back to that task, because Paho's threads know nothing of the application.
 */
@Singleton
class Dispatcher {

    private static final Duration SWEEP = Duration.ofSeconds(3);

    /** A device often says that it is online before it subscribes to its commands. */
    private static final Duration TO_SUBSCRIBE = Duration.ofSeconds(1);

    private static final int PAGE = 200;
    private static final int PAGES = 25;
    private static final int MAX_UNDERWAY = 500;

    private final CommandQueue queue;
    private final CommandExpiry closing;
    private final CommandMetrics metrics;
    private final Publisher broker;
    private final Presence presence;
    private final BackgroundTask task;
    private final InstantSource clock;

    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>(10_000);
    private final Map<Long, Instant> returned = new ConcurrentHashMap<>();
    private final Publications publications = new Publications();
    private Instant nextSweep = Instant.EPOCH; // at once: the last run may have left something
    private boolean isUnfinished;
    private long cursor;

    @Inject
    Dispatcher(
            CommandQueue queue,
            CommandExpiry closing,
            CommandMetrics metrics,
            Publisher broker,
            Presence presence,
            BackgroundTasks tasks) {
        this(queue, closing, metrics, broker, presence, tasks, InstantSource.system());
    }

    Dispatcher(
            CommandQueue queue,
            CommandExpiry closing,
            CommandMetrics metrics,
            Publisher broker,
            Presence presence,
            BackgroundTasks tasks,
            InstantSource clock) {
        this.queue = queue;
        this.closing = closing;
        this.metrics = metrics;
        this.broker = broker;
        this.presence = presence;
        this.clock = clock;
        this.task = tasks.task(
                "commands",
                "commands cannot be delivered now; they are kept in PostgreSQL",
                new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(15)),
                this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    /** Delivers what is queued for a device, unless it said that it is offline; completed when the broker has it. */
    CompletableFuture<Void> deliver(long deviceRowId) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable delivery = () -> {
            try {
                boolean waits = returned.containsKey(deviceRowId)
                        || presence.of(deviceRowId).saidOffline();
                publish(waits ? List.of() : queue.claimOf(new long[] {deviceRowId}, PAGE), done);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
        };
        if (requests.offer(delivery)) {
            task.wake();
        } else {
            done.complete(null); // the sweep will
        }
        return done;
    }

    /** Publishes a fleet's command once for all these rows, which the caller has claimed. */
    CompletableFuture<Void> deliver(String topic, String payload, int qos, long[] rows) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        publish(publications.begin(1, done), rows, topic, payload, qos);
        return done;
    }

    /** Remembers who is back. */
    void onCameBack(@Observes DeviceBackOnline device) {
        returned.put(device.deviceRowId(), clock.instant());
        task.wake();
    }

    /** Sweeps at once: much may have waited for the broker. */
    void onConnected(@Observes Connected connection) {
        if (requests.offer(() -> nextSweep = Instant.EPOCH)) {
            task.wake();
        }
    }

    private Duration turn() {
        Runnable request = requests.poll();
        if (request != null) {
            request.run();
        }
        finish();
        welcome();
        if (!clock.instant().isBefore(nextSweep)) {
            sweep();
        }
        return requests.isEmpty() ? untilNext() : Duration.ZERO;
    }

    private Duration untilNext() {
        Instant next = nextSweep;
        for (Instant back : returned.values()) {
            Instant due = back.plus(TO_SUBSCRIBE);
            next = due.isBefore(next) ? due : next;
        }
        Duration wait = Duration.between(clock.instant(), next);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void publish(List<Delivery> deliveries, CompletableFuture<Void> done) {
        Publications.Round round = publications.begin(deliveries.size(), done);
        for (Delivery it : deliveries) {
            publish(round, new long[] {it.id()}, it.topic(), it.payload(), it.qos());
        }
    }

    /** Not retained: the broker would give an old command to the device again at each connection. */
    private void publish(Publications.Round round, long[] rows, String topic, String payload, int qos) {
        broker.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, false)
                .whenComplete((nothing, failure) -> {
                    publications.end(round, rows, failure == null);
                    task.wake();
                });
    }

    /** Writes down what the broker acknowledged, and lets go of what it did not. */
    private void finish() {
        publications.finish(
                taken -> metrics.became(CommandState.SENT, queue.sent(taken)), failed -> queue.release(failed));
        if (isUnfinished && publications.underway() < MAX_UNDERWAY / 2) {
            nextSweep = Instant.EPOCH;
        }
    }

    private void welcome() {
        Instant before = clock.instant().minus(TO_SUBSCRIBE);
        Map<Long, Instant> due = new HashMap<>(returned);
        due.values().removeIf(before::isBefore);
        if (due.isEmpty()) {
            return;
        }
        Map<Long, Instant> back = new HashMap<>(due);
        Map<Long, Presence.State> states = presence.ofAll(due.keySet());
        back.keySet().removeIf(it -> states.get(it).saidOffline()); // one that went again meanwhile will be back
        metrics.became(CommandState.QUEUED, queue.requeue(back));
        long[] devices = back.keySet().stream().mapToLong(Long::longValue).toArray();
        publish(queue.claimOf(devices, MAX_UNDERWAY), new CompletableFuture<>());
        due.forEach(returned::remove); // one that came back once more meanwhile stays
    }

    private void sweep() {
        nextSweep = clock.instant().plus(SWEEP);
        isUnfinished = false;
        closing.sweep();
        if (!broker.isConnected()) {
            return;
        }
        for (int pages = 0; pages < PAGES && !isUnfinished; pages++) {
            List<Waiting> page = queue.waiting(cursor, PAGE);
            publish(queue.claim(reachable(page)), new CompletableFuture<>());
            if (page.size() < PAGE) {
                cursor = 0;
                return;
            }
            cursor = page.get(PAGE - 1).id();
            isUnfinished = publications.underway() >= MAX_UNDERWAY;
        }
    }

    private long[] reachable(List<Waiting> page) {
        Map<Long, Presence.State> states = presence.ofAll(
                page.stream().map(Waiting::deviceRowId).distinct().toList());
        return page.stream()
                .filter(it -> !returned.containsKey(it.deviceRowId())
                        && !states.get(it.deviceRowId()).saidOffline())
                .mapToLong(Waiting::id)
                .toArray();
    }
}
