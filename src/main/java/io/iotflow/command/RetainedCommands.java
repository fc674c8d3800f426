package io.iotflow.command;

import io.iotflow.device.DeviceDeletion;
import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Takes retained commands away from the broker when they are closed. Of one topic the broker retains the newest message:
 * an older command is there no more.
 */
@Dependent
class RetainedCommands {

    private static final int STEP = 200;
    private static final int QOS = 1;
    private static final byte[] NOTHING = {}; // MQTT 3.1.1 section 3.3.1.3: ends what is retained

    private static final String CLOSED = """
            SELECT id, topic, NOT EXISTS (
                SELECT 1 FROM command AS newer WHERE newer.device = command.device AND newer.topic = command.topic
                AND newer.retained AND (newer.last_sent_at, newer.id) > (command.last_sent_at, command.id))
            FROM command WHERE retained AND closed_at IS NOT NULL ORDER BY id LIMIT ?""";

    private final Sql sql;
    private final Publisher broker;

    @Inject
    RetainedCommands(Sql sql, Publisher broker) {
        this.sql = sql;
        this.broker = broker;
    }

    private record Closed(long id, String topic, boolean isAtBroker) {}

    /** Ends what is closed; what the broker does not take, the next sweep tries again. */
    void sweep() {
        List<Closed> closed =
                sql.list(CLOSED, row -> new Closed(row.getLong(1), row.getString(2), row.getBoolean(3)), STEP);
        CompletableFuture.allOf(closed.stream()
                        .filter(Closed::isAtBroker)
                        .map(it -> broker.publish(it.topic(), NOTHING, QOS, true))
                        .toArray(CompletableFuture[]::new))
                .join();
        if (!closed.isEmpty()) {
            sql.update(
                    "UPDATE command SET retained = false WHERE id = ANY (?) AND closed_at IS NOT NULL",
                    closed.stream().mapToLong(Closed::id).toArray());
        }
    }

    void onDeletion(@Observes DeviceDeletion deletion) {
        sql
                .list(
                        "DELETE FROM command WHERE device = ? RETURNING topic, retained",
                        row -> row.getBoolean(2) ? row.getString(1) : "",
                        deletion.device().rowId())
                .stream()
                .distinct()
                .filter(it -> !it.isEmpty())
                .forEach(it -> broker.publish(it, NOTHING, QOS, true));
    }
}
