package io.iotflow.mqtt;

import io.iotflow.platform.task.ApplicationStopping;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/**
 * What operators subscribe to, on this node and until it stops: in a session of its own, because in the one that data
 * comes through a filter that overlaps would deliver it twice. Messages are counted, and nothing else.
 */
@Singleton
public class TopicObserver {

    /** The most filters that are observed at once. */
    public static final int MAX = 50;

    private final MqttSettings settings;
    private final Counter count;
    private final Map<String, ObservedTopic> observed = new ConcurrentHashMap<>();
    private ObserverSession session;

    @Inject
    TopicObserver(MqttSettings settings, MetricRegistry metrics) {
        this.settings = settings;
        this.count = metrics.counter("iotflow_mqtt_observed");
    }

    /** What came of a wish to observe. */
    public enum Outcome {
        OBSERVED,
        TOO_MANY,
        REFUSED_BY_BROKER
    }

    /**
     * Observes a filter from now on; again for the same filter with another QoS changes that.
     *
     * @throws BrokerAway when the broker does not answer; then nothing changed
     */
    public synchronized Outcome observe(String filter, int qos) {
        ObservedTopic before = observed.get(filter);
        if (before == null && observed.size() >= MAX) {
            return Outcome.TOO_MANY;
        }
        if (session == null) {
            session = ObserverSession.open(settings, observed, this::onMessage);
        }
        // Before the broker may send the first one.
        observed.put(filter, new ObservedTopic(filter, qos, before == null ? 0 : before.messages(), null, null));
        boolean granted = false;
        try {
            granted = session.subscribe(filter, qos);
            return granted ? Outcome.OBSERVED : Outcome.REFUSED_BY_BROKER;
        } finally {
            if (!granted) {
                restore(filter, before);
            }
        }
    }

    private void restore(String filter, ObservedTopic before) {
        if (before == null) {
            observed.remove(filter);
        } else {
            observed.put(filter, before);
        }
    }

    /** Observes a filter no longer; false when it was not observed. */
    public synchronized boolean forget(String filter) {
        if (observed.remove(filter) == null) {
            return false;
        }
        session.unsubscribe(filter);
        return true;
    }

    /** What is observed, by filter. */
    public List<ObservedTopic> observed() {
        return observed.values().stream()
                .sorted((a, b) -> a.filter().compareTo(b.filter()))
                .toList();
    }

    synchronized void stop(@Observes ApplicationStopping stopping) {
        if (session != null) {
            session.close();
        }
    }

    private void onMessage(String topic) {
        count.inc();
        for (String filter : observed.keySet()) {
            if (MqttTopic.isMatched(filter, topic)) {
                observed.computeIfPresent(filter, (name, it) -> it.seen(topic, Instant.now()));
            }
        }
    }
}
