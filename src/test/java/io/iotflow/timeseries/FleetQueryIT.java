package io.iotflow.timeseries;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Reply;
import io.iotflow.stack.TestStack;
import jakarta.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Questions about many devices, answered by PostgreSQL. */
@Deployed(OnPostgresql.class)
class FleetQueryIT extends FleetQueryContract {

    @Override
    String source() {
        return "postgresql";
    }

    @Test
    void aKilowattHourDayOfBerlinIsExact() {
        reading(one, "2026-03-28T22:30:00Z", 100); // before midnight
        reading(one, "2026-03-28T23:30:00Z", 110);
        reading(one, "2026-03-29T21:30:00Z", 130);
        reading(one, "2026-03-29T22:30:00Z", 131);

        JsonObject answer = ask("{\"devices\":[\"" + one.id() + "\"],\"fields\":[\"temperature\"],\"window\":\"1d\","
                + "\"functions\":[\"increase\"],\"timezone\":\"Europe/Berlin\","
                + "\"start\":\"2026-03-29\",\"stop\":\"2026-03-31\"}");

        assertEquals(
                "[[\"2026-03-29T00:00:00+01:00\",30.0],[\"2026-03-30T00:00:00+02:00\",1.0]]",
                points(answer).toString());
    }

    @Test
    void thereIsNoInfluxDbToAsk() {
        assertRefused("{\"all\":true,\"source\":\"influxdb\"}", "source");
    }

    /** PostgreSQL ends the session that computes, as a restart does, while the answer has no byte yet. */
    @Test
    void aStreamThatFailsBeforeItsFirstByteIsAProblem() throws SQLException {
        reading(one, "2026-02-01T10:00:00Z", 20);
        String question = both("\"format\":\"csv\",\"where\":[{\"tag\":\"probe\",\"op\":\"missing\"}]");
        CompletableFuture<Reply> reply;
        try (Connection blocker = TestStack.database().getConnection();
                Statement statement = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            statement.execute("LOCK TABLE tag_set IN ACCESS EXCLUSIVE MODE");
            reply = CompletableFuture.supplyAsync(() -> admin.post(QUERY, question));
            soon().until(() -> TestStack.queryLong("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                            + " WHERE wait_event_type = 'Lock' AND query LIKE '%unnest%tag_set%'")
                    > 0);
            blocker.rollback();
        }

        assertEquals(503, reply.join().status(), reply.join().text());
        assertEquals("application/problem+json", reply.join().contentType().replaceAll(";.*", ""));
        assertEquals(503, reply.join().json().getInt("status"));
        assertEquals("", reply.join().header("Content-Disposition"));
    }
}
