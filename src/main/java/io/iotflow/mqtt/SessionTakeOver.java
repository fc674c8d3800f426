package io.iotflow.mqtt;

import io.iotflow.platform.database.DatabaseException;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.paho.client.mqttv3.MqttException;

/**
 * Reads the session of a node that is gone: this node connects with the other one's client id too, so that what waits in
 * that session, and what the broker still puts into it, is taken now and not when the other one is back. Nothing is
 * unsubscribed and no session is deleted, so that nothing can be lost by an error about who is alive: a node that lives
 * connects again, which ends the connection here.
 */
@Singleton
class SessionTakeOver {

    private static final Logger LOG = Logger.getLogger(SessionTakeOver.class.getName());
    private static final int BEATS_UNTIL_SILENT = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(10); // a few pauses

    private final MqttSettings settings;
    private final NodeSessions nodes;
    private final BrokerConnection connection;
    private final Optional<Work> work;

    @Inject
    SessionTakeOver(
            MqttSettings settings,
            NodeSessions nodes,
            BrokerConnection connection,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this.settings = settings;
        this.nodes = nodes;
        this.connection = connection;
        this.work = settings.takeOverAfter.map(it -> new Work(it, tasks, metrics));
    }

    void start(@Observes ApplicationReady ready) {
        work.ifPresentOrElse(Work::start, () -> nodes.remove(settings.clientId));
    }

    void stop(@Observes ApplicationStopping stopping) {
        work.ifPresent(it -> it.stop(stopping));
    }

    /** Where nodes share a subscription. */
    private final class Work {

        private final Duration after;
        private final SilentNodes silent;
        private final BackgroundTask beating;
        private final BackgroundTask holding;
        private final Counter count;
        private final Counter messages;
        private final Map<NodeSessions.Node, BrokerSession> held = new HashMap<>();
        private volatile int heldCount;

        Work(Duration after, BackgroundTasks tasks, MetricRegistry metrics) {
            this.after = after;
            this.silent = new SilentNodes(after);
            BackOff soon = new BackOff(pause(), pause());
            // On its own: a broker that hangs must not make this node look dead.
            this.beating = tasks.task(
                    "mqtt-node", "other nodes cannot see that this one lives, and read its session too", soon, () -> {
                        if (connection.isConnected()) {
                            nodes.beat(settings.clientId);
                        }
                        return pause();
                    });
            this.holding = tasks.task(
                    "mqtt-take-over", "sessions of nodes that are gone are not read by this one", soon, this::look);
            this.count = metrics.counter("iotflow_mqtt_taken_over");
            this.messages = metrics.counter("iotflow_mqtt_taken_over_messages");
            metrics.gauge("iotflow_mqtt_held_sessions", this, it -> it.heldCount);
        }

        private Duration pause() {
            Duration part = after.dividedBy(BEATS_UNTIL_SILENT);
            return part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
        }

        void start() {
            beating.start();
            holding.start();
        }

        void stop(ApplicationStopping stopping) {
            beating.close();
            holding.close();
            List<NodeSessions.Node> free = List.copyOf(held.keySet());
            free.forEach(this::end);
            connection.stop(stopping); // before it is said
            try {
                free.forEach(it -> nodes.release(settings.clientId, it.clientId()));
                nodes.stop(settings.clientId);
            } catch (DatabaseException e) {
                LOG.log(Level.FINE, "other nodes are not told that this one stops; they find out", e);
            }
        }

        private Duration look() {
            List<NodeSessions.Node> found = nodes.others(settings.clientId);
            List<NodeSessions.Node> gone = silent.in(found, System.nanoTime());
            for (NodeSessions.Node node : List.copyOf(held.keySet())) {
                if (!found.contains(node)) {
                    LOG.info(() -> "the node " + node.clientId() + " is back, and reads its session itself");
                    end(node);
                }
            }
            if (connection.isConnected()) { // else another node may have a way to the broker
                Stream.concat(List.copyOf(held.keySet()).stream(), gone.stream())
                        .distinct()
                        .forEach(this::hold);
            }
            return pause();
        }

        private void hold(NodeSessions.Node node) {
            if (!nodes.hold(settings.clientId, node, LEASE)) {
                end(node); // it lives, or another one holds it
                return;
            }
            try {
                BrokerSession now = held.get(node);
                if (now == null || !now.isConnected()) {
                    end(node);
                    now = connection.openOther(node.clientId(), messages::inc, holding::wake);
                    held.put(node, now);
                    heldCount = held.size();
                    count.inc();
                    LOG.warning(() -> "the node " + node.clientId() + " is gone: its session is read here too");
                }
                connection.follow(now);
            } catch (MqttException | RuntimeException e) {
                LOG.log(Level.WARNING, e, () -> "the session of the node " + node.clientId() + " could not be read");
                end(node);
                nodes.release(settings.clientId, node.clientId());
            }
        }

        private void end(NodeSessions.Node node) {
            BrokerSession ended = held.remove(node);
            heldCount = held.size();
            if (ended != null) {
                ended.close();
            }
        }
    }
}
