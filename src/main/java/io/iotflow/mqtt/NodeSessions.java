package io.iotflow.mqtt;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/** The table of the nodes that share a subscription: a node says that it has its session, or holds that of another. */
@Dependent
class NodeSessions {

    private static final String BEAT = """
            INSERT INTO node_session (client_id, beats, seen_at) VALUES (?, 1, now())
            ON CONFLICT (client_id) DO UPDATE SET beats = node_session.beats + 1, seen_at = now(), stopped = false,
                held_by = NULL, held_until = NULL""";

    private static final String OTHERS =
            "SELECT client_id, beats, stopped FROM node_session WHERE client_id <> ? ORDER BY client_id";

    /** Also renews what this node holds already. */
    private static final String HOLD = """
            UPDATE node_session SET held_by = ?, held_until = now() + ? * interval '1 millisecond'
            WHERE client_id = ? AND beats = ? AND (held_by IS NULL OR held_by = ? OR held_until < now())""";

    private final Sql sql;

    @Inject
    NodeSessions(Sql sql) {
        this.sql = sql;
    }

    /**
     * Another node as it was found.
     *
     * @param beats changes as long as it lives
     * @param stopped whether it has said that it stops
     */
    record Node(String clientId, long beats, boolean stopped) {}

    /** This node lives, and its session is its own: whoever holds it lets go. */
    void beat(String me) {
        sql.update(BEAT, me);
    }

    /** This node has given its session up; another one need not wait to hold it. */
    void stop(String me) {
        sql.update("UPDATE node_session SET stopped = true WHERE client_id = ?", me);
    }

    /** This node shares no subscription any more, so that nobody may hold its session. */
    void remove(String me) {
        sql.update("DELETE FROM node_session WHERE client_id = ?", me);
    }

    List<Node> others(String me) {
        return sql.list(OTHERS, row -> new Node(row.getString(1), row.getLong(2), row.getBoolean(3)), me);
    }

    /** Whether this node may hold the session of a node that has not been heard since, from now on for this long. */
    boolean hold(String me, Node silent, Duration lease) {
        return sql.update(HOLD, me, lease.toMillis(), silent.clientId(), silent.beats(), me) == 1;
    }

    /** Another one may hold it at once. */
    void release(String me, String clientId) {
        sql.update(
                "UPDATE node_session SET held_by = NULL, held_until = NULL WHERE client_id = ? AND held_by = ?",
                clientId,
                me);
    }
}
