package io.iotflow.mqtt;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes have not been heard for a while, by this node's own clock and its own looks: clocks that differ, and a time
 * in which nobody could reach PostgreSQL, make no node look dead. For one thread.
 */
final class SilentNodes {

    private final long afterNanos;
    private final Map<String, Heard> heard = new HashMap<>();
    private long lastLook;

    SilentNodes(Duration after) {
        this.afterNanos = after.toNanos();
    }

    private record Heard(long beats, long atNanos) {}

    /**
     * Takes what a look has found.
     *
     * @param nowNanos on the clock of {@link System#nanoTime}
     * @return those that have stopped, or were silent for so long and looked at all the time
     */
    List<NodeSessions.Node> in(List<NodeSessions.Node> found, long nowNanos) {
        if (nowNanos - lastLook > afterNanos / 2) {
            heard.clear(); // who looks so seldom has been away itself, perhaps with all others
        }
        lastLook = nowNanos;
        for (NodeSessions.Node node : found) {
            Heard before = heard.get(node.clientId());
            if (before == null || before.beats() != node.beats()) {
                heard.put(node.clientId(), new Heard(node.beats(), nowNanos));
            }
        }
        return found.stream()
                .filter(it ->
                        it.stopped() || nowNanos - heard.get(it.clientId()).atNanos() >= afterNanos)
                .toList();
    }
}
