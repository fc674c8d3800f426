package io.iotflow.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Logger;
import org.eclipse.paho.client.mqttv3.MqttException;

/** The subscriptions of a session that change while it stands. Called by one thread, read by others. */
final class ChangingFilters {

    private static final Logger LOG = Logger.getLogger(ChangingFilters.class.getName());

    private final boolean shared;
    private final Subscribe subscribe;
    private final Unsubscribe unsubscribe;
    private Set<String> warned = Set.of();
    private Set<String> followed;
    private volatile Set<String> granted = Set.of();

    ChangingFilters(boolean shared, Subscribe subscribe, Unsubscribe unsubscribe) {
        this.shared = shared;
        this.subscribe = subscribe;
        this.unsubscribe = unsubscribe;
    }

    /** Subscribes; answers which of them the broker refuses. */
    interface Subscribe {
        List<String> to(List<String> filters) throws MqttException;
    }

    /** Unsubscribes. */
    interface Unsubscribe {
        void from(String[] filters) throws MqttException;
    }

    List<String> granted() {
        return List.copyOf(granted);
    }

    void follow(Subscriber.Changing filters) throws MqttException {
        Set<String> wanted = new TreeSet<>(filters.wanted());
        if (!wanted.equals(followed)) {
            leave(wanted, filters.former());
            followed = Set.copyOf(wanted);
        }
        List<String> asked = wanted.stream()
                .filter(it -> !granted.contains(it))
                .map(it -> shared ? BrokerSession.shared(it) : it)
                .toList();
        if (asked.isEmpty()) {
            return;
        }
        List<String> refused = subscribe.to(asked);
        wanted.removeIf(it -> refused.contains(shared ? BrokerSession.shared(it) : it));
        granted = wanted;
        Set<String> now = new TreeSet<>(refused);
        if (!now.isEmpty() && !now.equals(warned)) {
            LOG.warning(() -> "the broker refuses subscriptions to " + String.join(", ", now)
                    + ": what comes there is not taken until our account has the right; it is asked again");
        }
        warned = now;
    }

    /** The session may have been kept by the broker since before these were left, and with either setting of shared. */
    private void leave(Set<String> wanted, List<String> former) throws MqttException {
        Set<String> unwanted = new TreeSet<>(granted);
        if (followed == null) {
            unwanted.addAll(former);
        }
        unwanted.removeAll(wanted);
        List<String> names = new ArrayList<>();
        unwanted.forEach(it -> names.addAll(List.of(it, BrokerSession.shared(it))));
        if (followed == null) {
            wanted.forEach(it -> names.add(shared ? it : BrokerSession.shared(it)));
        }
        if (!names.isEmpty()) {
            unsubscribe.from(names.toArray(String[]::new));
        }
        Set<String> kept = new TreeSet<>(granted);
        kept.retainAll(wanted);
        granted = kept;
    }
}
