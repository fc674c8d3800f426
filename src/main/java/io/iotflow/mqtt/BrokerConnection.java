package io.iotflow.mqtt;

import io.iotflow.platform.task.BackOff;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/**
 * Holds the one session with the broker, for ever: it connects again after every loss, with jitter, and starts though
 * the broker is not there yet. The session is persistent, so what devices send meanwhile waits at the broker.
 */
@ApplicationScoped
public class BrokerConnection {

    private static final Logger LOG = Logger.getLogger(BrokerConnection.class.getName());

    private static final long PATIENCE_SECONDS = 10;

    private final MqttSettings settings;
    private final Instance<Subscriber> declared;
    private final Event<Connected> connected;
    private final MetricRegistry metrics;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    @Resource
    private ContextService contexts;

    private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private final UnacknowledgedMessages unfinished = new UnacknowledgedMessages();
    private final Counter published;
    private final Counter failed;
    private Executor inOurContext;
    private List<Subscriber> subscribers;
    private ReceiveQueue queue;
    private Future<?> reading;
    private volatile BrokerSession session;
    private volatile boolean closing;

    protected BrokerConnection() { // CDI proxy
        this.settings = null;
        this.declared = null;
        this.connected = null;
        this.metrics = null;
        this.published = null;
        this.failed = null;
    }

    @Inject
    BrokerConnection(
            MqttSettings settings,
            @Any Instance<Subscriber> declared,
            Event<Connected> connected,
            MetricRegistry metrics) {
        this.settings = settings;
        this.declared = declared;
        this.connected = connected;
        this.metrics = metrics;
        this.published = metrics.counter("iotflow_mqtt_published");
        this.failed = metrics.counter("iotflow_mqtt_publish_failed");
    }

    void start() {
        inOurContext = contexts.currentContextExecutor();
        subscribers = declared.stream().toList();
        queue = new ReceiveQueue(settings.maxInFlight);
        metrics.gauge("iotflow_mqtt_in_flight", queue, ReceiveQueue::inFlight);
        metrics.gauge("iotflow_mqtt_connected", this, it -> it.isConnected() ? 1 : 0);
        reading = executor.submit(this::read);
        later(this::connect, Duration.ZERO);
    }

    void stop() {
        closing = true;
        queue.close();
        reading.cancel(true);
        if (session != null) {
            session.close();
        }
    }

    /** Whether the session stands. */
    public boolean isConnected() {
        BrokerSession now = session;
        return now != null && now.isConnected();
    }

    /**
     * Sends a message through the session.
     *
     * @param qos 0 to 2
     * @return completed when the broker has acknowledged it (QoS 0: when it is written), on a thread that knows nothing
     *     of the application; failing with {@link BrokerAway} at once without a session, and after 10 s with a
     *     {@link java.util.concurrent.TimeoutException}. A message that failed may still have arrived, or arrive.
     */
    public CompletableFuture<Void> publish(String topic, byte[] payload, int qos, boolean retain) {
        BrokerSession now = session;
        CompletableFuture<Void> taken = now == null
                ? CompletableFuture.failedFuture(new BrokerAway("there is no session with the broker", null))
                : now.publish(topic, payload, qos, retain);
        taken.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .whenComplete((nothing, failure) -> (failure == null ? published : failed).inc());
        return taken;
    }

    /** How the session stands. */
    public BrokerStatus status() {
        List<Subscriber> all = subscribers == null ? List.of() : subscribers;
        return new BrokerStatus(
                settings.host,
                settings.port,
                settings.tls,
                settings.clientId,
                isConnected(),
                all.size(),
                all.stream().flatMap(it -> it.topicFilters().stream()).toList(),
                queue == null ? 0 : queue.inFlight(),
                published.getCount(),
                failed.getCount());
    }

    /** Runs a task on a managed thread; Paho's threads, which ask for it, know nothing of the application. */
    private void later(Runnable task, Duration pause) {
        timer.schedule(() -> inOurContext.execute(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void connect() {
        if (closing) {
            return;
        }
        try {
            String[] filters = subscribers.stream()
                    .flatMap(it -> it.topicFilters().stream())
                    .toArray(String[]::new);
            session = BrokerSession.open(settings, unfinished, filters, queue::put, this::onLoss);
            backOff.reset();
            if (closing) {
                session.close();
            }
            LOG.info(() -> "connected to the broker at " + settings.uri);
            tellConnected();
        } catch (MqttException | RuntimeException e) {
            Duration pause = backOff.next();
            LOG.warning(() -> "no session with the broker at " + settings.uri + " (" + reason(e) + "); next attempt in "
                    + pause.toMillis() + " ms");
            later(this::connect, pause);
        }
    }

    private void tellConnected() {
        try {
            connected.fire(new Connected());
        } catch (RuntimeException e) { // the session stands; who is told of it cannot change that
            LOG.log(Level.WARNING, e, () -> "connected to the broker, but not everybody could be told");
        }
    }

    private void onLoss(BrokerSession lost, Throwable cause) {
        Duration pause = backOff.next();
        LOG.warning(() -> "lost the broker at " + settings.uri + " (" + reason(cause) + "); next attempt in "
                + pause.toMillis() + " ms");
        later(
                () -> {
                    lost.close();
                    connect();
                },
                pause);
    }

    private static String reason(Throwable e) {
        return e instanceof MqttException mqtt && mqtt.getCause() != null
                ? mqtt.getCause().getMessage()
                : e.getMessage();
    }

    private void read() {
        try {
            queue.drainTo(this::deliver);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the application stops
        }
    }

    private void deliver(ReceivedMessage received) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.topicFilters().stream().anyMatch(it -> MqttTopic.isMatched(it, received.topic()))) {
                subscriber.receive(received);
                return;
            }
        }
        LOG.warning("a message on a topic that no subscriber takes was dropped");
        received.acknowledge();
    }
}
