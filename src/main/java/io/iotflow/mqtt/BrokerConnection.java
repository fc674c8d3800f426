package io.iotflow.mqtt;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.platform.task.TurnFailed;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Holds the one session with the broker, for ever: it connects again after every loss, with jitter, and starts though
 * the broker is not there yet. The session is persistent, so what devices send meanwhile waits at the broker.
 */
@Singleton
public class BrokerConnection implements Publisher {

    private static final Logger LOG = Logger.getLogger(BrokerConnection.class.getName());

    private static final long PATIENCE_SECONDS = 10;

    private final MqttSettings settings;
    private final Supplier<List<Subscriber>> declared;
    private final Runnable tellConnected;
    private final Runnable claimSession;
    private final UnacknowledgedMessages unfinished = new UnacknowledgedMessages();
    private final AtomicReference<Loss> loss = new AtomicReference<>();
    private final ReceiveQueue queue;
    private final BackgroundTask connecting;
    private final BackgroundTask reading;
    private final Counter published;
    private final Counter failed;
    private final MetricRegistry metrics;
    private volatile Subscribers subscribers = new Subscribers(List.of());
    private volatile BrokerSession session;

    @Inject
    BrokerConnection(
            MqttSettings settings,
            @Any Instance<Subscriber> declared,
            Event<Connected> connected,
            NodeSessions nodes,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this(
                settings,
                () -> declared.stream().toList(),
                () -> connected.fire(new Connected()),
                settings.takeOverAfter.isPresent() ? () -> nodes.beat(settings.clientId) : () -> {},
                tasks,
                metrics);
    }

    BrokerConnection(
            MqttSettings settings,
            Supplier<List<Subscriber>> declared,
            Runnable tellConnected,
            Runnable claimSession,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this.settings = settings;
        this.declared = declared;
        this.tellConnected = tellConnected;
        this.claimSession = claimSession;
        this.metrics = metrics;
        this.published = metrics.counter("iotflow_mqtt_published");
        this.failed = metrics.counter("iotflow_mqtt_publish_failed");
        this.reading = tasks.task(
                "mqtt-reading",
                "messages wait: the first one cannot be taken now",
                new BackOff(Duration.ofMillis(200), Duration.ofSeconds(10)),
                this::read);
        this.connecting = tasks.task(
                "mqtt-connection",
                "no session with the broker at " + settings.uri,
                new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15)),
                this::connect);
        this.queue = new ReceiveQueue(settings.maxInFlight, reading::wake);
    }

    private record Loss(BrokerSession session, Throwable cause) {}

    void start(@Observes ApplicationReady ready) {
        subscribers = new Subscribers(declared.get());
        metrics.gauge("iotflow_mqtt_in_flight", queue, ReceiveQueue::inFlight);
        metrics.gauge("iotflow_mqtt_connected", this, it -> it.isConnected() ? 1 : 0);
        reading.start();
        connecting.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        queue.close();
        connecting.close();
        reading.close();
        endSession();
    }

    /** Subscribers want other topics than before: the session is brought in line soon, and goes on meanwhile. */
    public void filtersChanged() {
        connecting.wake();
    }

    private void endSession() {
        BrokerSession ended = session;
        session = null;
        if (ended != null) {
            ended.close();
        }
    }

    @Override
    public boolean isConnected() {
        BrokerSession now = session;
        return now != null && now.isConnected();
    }

    @Override
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
        return new BrokerStatus(
                settings.host,
                settings.port,
                settings.tls,
                settings.clientId,
                isConnected(),
                subscribers.size(),
                allFilters(),
                queue.inFlight(),
                published.getCount(),
                failed.getCount());
    }

    private List<String> allFilters() {
        BrokerSession now = session;
        Stream<String> changing = now == null ? Stream.empty() : now.followed().stream();
        return Stream.concat(subscribers.filters().stream(), changing).toList();
    }

    /** A loss is a failure of its own, so that a pause comes before the next attempt and the nodes spread out. */
    private Duration connect() throws TurnFailed {
        Loss lost = loss.getAndSet(null);
        if (lost != null && lost.session() == session) {
            throw new TurnFailed("the connection was lost: " + reason(lost.cause()), lost.cause());
        }
        if (session == null || !session.isConnected()) {
            open();
        }
        followFilters();
        return BackgroundTask.UNTIL_WOKEN;
    }

    private void followFilters() throws TurnFailed {
        BrokerSession now = session;
        if (now != null) {
            try {
                subscribers.follow(now);
            } catch (MqttException e) {
                throw new TurnFailed("mapped topics could not be subscribed to: " + reason(e), e);
            }
        }
    }

    /**
     * Opens the session of another node beside ours; the same subscribers take what it has.
     *
     * @param onMessage told of each message
     * @param onLoss told when the connection has ended
     */
    BrokerSession openOther(String clientId, Runnable onMessage, Runnable onLoss) throws MqttException {
        Consumer<ReceivedMessage> inbox = received -> {
            onMessage.run();
            queue.put(received);
        };
        // A memory of its own for what is not acknowledged: nothing is published in it.
        return subscribers.open(settings, clientId, new UnacknowledgedMessages(), inbox, (lost, cause) -> onLoss.run());
    }

    /** Brings such a session in line with the filters that change. */
    void follow(BrokerSession other) throws MqttException {
        subscribers.follow(other);
    }

    private void open() throws TurnFailed {
        endSession();
        try {
            claimSession.run(); // before it: who reads our session now must not take it back from us
            session = subscribers.open(settings, settings.clientId, unfinished, queue::put, this::onLoss);
        } catch (MqttException | RuntimeException e) {
            throw new TurnFailed(reason(e), e);
        }
        LOG.info(() -> "connected to the broker at " + settings.uri);
        try {
            tellConnected.run();
        } catch (RuntimeException e) { // the session stands; who is told of it cannot change that
            LOG.log(Level.WARNING, e, () -> "connected to the broker, but not everybody could be told");
        }
    }

    /** On a thread of Paho's, which knows nothing of the application. */
    private void onLoss(BrokerSession lost, Throwable cause) {
        loss.set(new Loss(lost, cause));
        connecting.wake();
    }

    private static String reason(Throwable e) {
        Throwable origin = e instanceof MqttException && e.getCause() != null ? e.getCause() : e;
        return origin.getMessage() == null ? origin.toString() : origin.getMessage(); // an EOFException has none
    }

    private Duration read() throws InterruptedException {
        queue.drainAsTheyCome(subscribers::deliver, reading::isClosing);
        return BackgroundTask.UNTIL_WOKEN;
    }
}
