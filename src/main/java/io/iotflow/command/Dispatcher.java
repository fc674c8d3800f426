package io.iotflow.command;

import io.iotflow.command.CommandQueue.Delivery;
import io.iotflow.command.CommandQueue.Waiting;
import io.iotflow.mqtt.BrokerConnection;
import io.iotflow.mqtt.Connected;
import io.iotflow.platform.task.BackOff;
import io.iotflow.presence.DeviceBackOnline;
import io.iotflow.presence.Presence;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Publishes queued commands: when one is stored, when its device comes back, and by a sweep over all of them, which
 * covers what the other two miss (a broker that was away, a node that died). One managed task does it; what the broker
 * acknowledges comes back to that task, because Paho's threads know nothing of the application.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Dispatcher {

    private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());
    private static final Duration SWEEP = Duration.ofSeconds(3);

    /** A device often says that it is online before it subscribes to its commands. */
    private static final Duration TO_SUBSCRIBE = Duration.ofSeconds(1);

    private static final int PAGE = 200;
    private static final int PAGES = 25;
    private static final int MAX_UNDERWAY = 500;
    private static final Runnable WAKE = () -> {};

    @Inject
    private CommandQueue queue;

    @Inject
    private CommandExpiry closing;

    @Inject
    private CommandMetrics metrics;

    @Inject
    private BrokerConnection broker;

    @Inject
    private Presence presence;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>(10_000);
    private final Map<Long, Instant> returned = new ConcurrentHashMap<>();
    private final Publications publications = new Publications();
    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(15));
    private Future<?> running;
    private volatile boolean stopping;
    private Instant nextSweep = Instant.EPOCH; // at once: the last run may have left something
    private boolean isUnfinished;
    private long cursor;

    @PostConstruct
    void start() {
        running = executor.submit(this::run);
    }

    @PreDestroy
    void stop() {
        stopping = true;
        running.cancel(true);
    }

    /** Delivers what is queued for a device, unless it said that it is offline; completed when the broker has it. */
    public CompletableFuture<Void> deliver(long device) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable delivery = () -> {
            try {
                boolean waits =
                        returned.containsKey(device) || presence.of(device).saidOffline();
                publish(waits ? List.of() : queue.claimOf(new long[] {device}, PAGE), done);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                throw e;
            }
        };
        if (!requests.offer(delivery)) {
            done.complete(null); // the sweep will
        }
        return done;
    }

    /** Publishes a fleet's command once for all these rows, which the caller has claimed. */
    public CompletableFuture<Void> deliver(String topic, String payload, int qos, long[] rows) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        publish(publications.begin(1, done), rows, topic, payload, qos);
        return done;
    }

    /** Notes who is back. */
    public void onCameBack(@Observes DeviceBackOnline device) {
        returned.put(device.device(), Instant.now());
        requests.offer(WAKE);
    }

    /** Sweeps at once: much may have waited for the broker. */
    public void onConnected(@Observes Connected broker) {
        requests.offer(() -> nextSweep = Instant.EPOCH);
    }

    private void run() {
        Duration pause = Duration.ZERO;
        try {
            while (!stopping) {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                pause = isDone() ? Duration.ZERO : backOff.next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the application stops
        }
    }

    /** One turn; false when it failed. */
    private boolean isDone() throws InterruptedException {
        try {
            Runnable request = requests.poll(millisToWait(), TimeUnit.MILLISECONDS);
            if (request != null) {
                request.run();
            }
            finish();
            welcome();
            if (!Instant.now().isBefore(nextSweep)) {
                sweep();
                backOff.reset();
            }
            return true;
        } catch (RuntimeException | Error e) { // whatever it is, this task must not end
            LOG.log(Level.WARNING, e, () -> "commands cannot be delivered now; they are kept in PostgreSQL");
            return false;
        }
    }

    private long millisToWait() {
        Instant next = nextSweep;
        for (Instant back : returned.values()) {
            Instant due = back.plus(TO_SUBSCRIBE);
            next = due.isBefore(next) ? due : next;
        }
        return Math.max(1, Duration.between(Instant.now(), next).toMillis());
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
                    requests.offer(WAKE);
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
        Instant before = Instant.now().minus(TO_SUBSCRIBE);
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
        nextSweep = Instant.now().plus(SWEEP);
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
        Map<Long, Presence.State> states =
                presence.ofAll(page.stream().map(Waiting::device).distinct().toList());
        return page.stream()
                .filter(it -> !returned.containsKey(it.device())
                        && !states.get(it.device()).saidOffline())
                .mapToLong(Waiting::id)
                .toArray();
    }
}
