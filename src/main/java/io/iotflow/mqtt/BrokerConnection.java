package io.iotflow.mqtt;

import io.iotflow.retry.BackOff;
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
import jakarta.enterprise.concurrent.ContextService;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/**
 * Holds the one session with the broker, for ever: it connects again after every loss, with jitter, and starts though
 * the broker is not there yet. The session is persistent, so what devices send meanwhile waits at the broker.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BrokerConnection {

    private static final Logger LOG = Logger.getLogger(BrokerConnection.class.getName());

    @Inject
    private MqttSettings settings;

    @Inject
    @Any
    private Instance<Subscriber> subscribers;

    @Inject
    private MetricRegistry metrics;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    @Resource
    private ContextService contexts;

    private final BackOff backOff = new BackOff(Duration.ofMillis(500), Duration.ofSeconds(15));
    private Executor inOurContext;
    private List<Subscriber> rooms;
    private Inbox inbox;
    private Future<?> reading;
    private volatile BrokerSession session;
    private volatile boolean closing;

    @PostConstruct
    void start() {
        inOurContext = contexts.currentContextExecutor();
        rooms = subscribers.stream().toList();
        inbox = new Inbox(settings.maxInFlight);
        metrics.gauge("iotflow_mqtt_in_flight", inbox, Inbox::inFlight);
        metrics.gauge("iotflow_mqtt_connected", this, it -> it.isConnected() ? 1 : 0);
        reading = executor.submit(this::read);
        later(this::connect, Duration.ZERO);
    }

    @PreDestroy
    void stop() {
        closing = true;
        inbox.close();
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

    /** The broker's address, such as {@code tcp://localhost:1883}. */
    public String address() {
        return settings.uri;
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
            String[] filters =
                    rooms.stream().flatMap(it -> it.topicFilters().stream()).toArray(String[]::new);
            session = BrokerSession.open(settings, filters, inbox::put, this::onLoss);
            backOff.reset();
            if (closing) {
                session.close();
            }
            LOG.info(() -> "connected to the broker at " + settings.uri);
        } catch (MqttException | RuntimeException e) {
            Duration pause = backOff.next();
            LOG.warning(() -> "no session with the broker at " + settings.uri + " (" + reason(e) + "); next attempt in "
                    + pause.toMillis() + " ms");
            later(this::connect, pause);
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
            inbox.drainTo(this::deliver);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the application stops
        }
    }

    private void deliver(Envelope envelope) {
        for (Subscriber room : rooms) {
            if (room.topicFilters().stream().anyMatch(it -> MqttTopic.isMatched(it, envelope.topic()))) {
                room.receive(envelope);
                return;
            }
        }
        LOG.warning("a message on a topic that no room takes was dropped");
        envelope.acknowledge();
    }
}
