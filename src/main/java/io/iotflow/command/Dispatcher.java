package io.iotflow.command;

import io.iotflow.command.AwaitedDevices.Awaited;
import io.iotflow.command.CommandQueue.Delivery;
import io.iotflow.command.CommandQueue.Missed;
import io.iotflow.command.CommandQueue.Waiting;
import io.iotflow.mqtt.Connected;
import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.database.Columns;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.presence.Presence;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Publishes commands: when one is stored, when its device is heard of, and by a sweep over all that are due, which covers
 * what the other two miss (a broker that was away, a node that died, a device that never sends anything). One managed
 * task does it; what the broker acknowledges comes back to that task, because Paho's threads know nothing of the
 * application.
 */
@Singleton
class Dispatcher {

    private static final Duration SWEEP = Duration.ofSeconds(3);

    private static final int PAGE = 200;
    private static final int PAGES = 25;
    private static final int MAX_UNDERWAY = 500;

    private final CommandQueue queue;
    private final CommandExpiry closing;
    private final RetainedCommands retained;
    private final CommandSettings settings;
    private final CommandMetrics metrics;
    private final Publisher broker;
    private final Reachability reachability;
    private final BackgroundTask task;
    private final InstantSource clock;

    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>(10_000);
    private final AwaitedDevices awaited = new AwaitedDevices();
    private final Publications publications = new Publications();
    private Instant nextSweep = Instant.EPOCH; // at once: the last run may have left something
    private boolean isUnfinished;
    private Waiting cursor = Waiting.NONE;
    private volatile boolean isUnanswered = true; // until the first sweep knows

    @Inject
    Dispatcher(
            CommandQueue queue,
            CommandExpiry closing,
            RetainedCommands retained,
            CommandSettings settings,
            CommandMetrics metrics,
            Publisher broker,
            Presence presence,
            BackgroundTasks tasks) {
        this(queue, closing, retained, settings, metrics, broker, presence, tasks, InstantSource.system());
    }

    Dispatcher(
            CommandQueue queue,
            CommandExpiry closing,
            RetainedCommands retained,
            CommandSettings settings,
            CommandMetrics metrics,
            Publisher broker,
            Presence presence,
            BackgroundTasks tasks,
            InstantSource clock) {
        this.queue = queue;
        this.closing = closing;
        this.retained = retained;
        this.settings = settings;
        this.metrics = metrics;
        this.broker = broker;
        this.reachability = new Reachability(presence, settings.retained);
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

    /** Delivers what is due for a device, unless it said that it is offline; completed when the broker has it. */
    CompletableFuture<Void> deliver(long deviceRowId) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable delivery = () -> {
            try {
                boolean waits = awaited.contains(deviceRowId) || !reachability.ofNew(deviceRowId);
                publish(waits ? List.of() : queue.claimOf(new long[] {deviceRowId}, PAGE), done);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
        };
        if (!request(delivery)) {
            done.complete(null); // the sweep will
        }
        return done;
    }

    /** Publishes a fleet's command once for all these rows, which the caller has claimed. */
    CompletableFuture<Void> deliver(String topic, String payload, int qos, long[] rows) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        publish(publications.begin(1, done), rows, topic, payload, qos, false);
        return done;
    }

    /** A device was heard of; it is sent what it may have missed when it has had time to subscribe. */
    void heard(Missed missed) {
        awaited.heard(missed, clock.instant());
        task.wake();
    }

    /** A device is subscribed to its commands; it is sent at once what it may have missed, whatever it said before. */
    void listens(Missed missed) {
        awaited.listens(missed, clock.instant());
        task.wake();
    }

    /** Ends long pauses. */
    void hasten() {
        request(queue::hasten);
    }

    /** Whether something is sent that no device has answered, as of the last sweep. */
    boolean isUnanswered() {
        return isUnanswered;
    }

    /** Sweeps at once: much may have waited for the broker. */
    void onConnected(@Observes Connected connection) {
        request(() -> nextSweep = Instant.EPOCH);
    }

    private boolean request(Runnable work) {
        boolean isTaken = requests.offer(work);
        task.wake();
        return isTaken;
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
        Duration wait = Duration.between(clock.instant(), awaited.next(nextSweep));
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    private void publish(List<Delivery> deliveries, CompletableFuture<Void> done) {
        Publications.Round round = publications.begin(deliveries.size(), done);
        for (Delivery it : deliveries) {
            publish(round, new long[] {it.id()}, it.topic(), it.payload(), it.qos(), settings.retained);
        }
    }

    private void publish(Publications.Round round, long[] rows, String topic, String payload, int qos, boolean retain) {
        broker.publish(topic, payload.getBytes(StandardCharsets.UTF_8), qos, retain)
                .whenComplete((nothing, failure) -> {
                    publications.end(round, rows, failure == null);
                    task.wake();
                });
    }

    /** Writes down what the broker acknowledged, and lets go of what it did not. */
    private void finish() {
        publications.finish(this::sent, queue::release);
        if (isUnfinished && publications.underway() < MAX_UNDERWAY / 2) {
            nextSweep = Instant.EPOCH;
        }
    }

    private void sent(long[] rows) {
        isUnanswered = true;
        metrics.sent(queue.sent(rows));
    }

    private void welcome() {
        Map<Long, Awaited> due = awaited.due(clock.instant());
        if (due.isEmpty()) {
            return;
        }
        List<Missed> there = reachability.of(due.values());
        queue.repeat(there);
        publish(queue.claimOf(Columns.longs(there, Missed::deviceRowId), MAX_UNDERWAY), new CompletableFuture<>());
        awaited.served(due);
    }

    private void sweep() {
        nextSweep = clock.instant().plus(SWEEP);
        isUnfinished = false;
        closing.sweep();
        isUnanswered = queue.isUnanswered();
        if (!broker.isConnected()) {
            return;
        }
        retained.sweep();
        for (int pages = 0; pages < PAGES && !isUnfinished; pages++) {
            List<Waiting> page = queue.waiting(cursor, PAGE);
            publish(queue.claim(reachability.of(notAwaited(page))), new CompletableFuture<>());
            if (page.size() < PAGE) {
                cursor = Waiting.NONE;
                return;
            }
            cursor = page.get(PAGE - 1);
            isUnfinished = publications.underway() >= MAX_UNDERWAY;
        }
    }

    private List<Waiting> notAwaited(List<Waiting> commands) {
        return commands.stream()
                .filter(it -> !awaited.contains(it.deviceRowId()))
                .toList();
    }
}
