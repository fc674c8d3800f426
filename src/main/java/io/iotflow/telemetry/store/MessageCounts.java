package io.iotflow.telemetry.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.hibernate.Session;

/** Adds the batches' message counts up, into a number for each device and each minute. */
@ApplicationScoped
class MessageCounts {

    /** Names the lock of the one node that adds up. */
    private static final long ADDERS = 0x10F_10CL;

    /** How many are added up in one transaction. */
    static final int MAX = 200;

    private static final String ADD_UP = """
            WITH taken AS (
                DELETE FROM telemetry_tally WHERE id IN (SELECT id FROM telemetry_tally ORDER BY id LIMIT %d)
                RETURNING minute, first_id, messages, devices, counts),
            minutes AS (
                INSERT INTO telemetry_minute AS known (minute, messages, first_id)
                SELECT minute, sum(messages), min(first_id) FROM taken GROUP BY minute
                ON CONFLICT (minute) DO UPDATE
                SET messages = known.messages + excluded.messages, first_id = least(known.first_id, excluded.first_id)),
            added AS (
                INSERT INTO telemetry_count AS known (device, messages)
                SELECT one.device, sum(one.messages)
                FROM taken, unnest(devices, counts) AS one (device, messages) GROUP BY one.device
                ON CONFLICT (device) DO UPDATE SET messages = known.messages + excluded.messages
                RETURNING device, messages)
            SELECT (SELECT count(*) FROM taken), ARRAY(SELECT device FROM added WHERE messages = 0)""".formatted(MAX);

    /** A device without messages needs no row; a deleted one leaves none behind. */
    private static final String FORGET = "DELETE FROM telemetry_count WHERE device = ANY (?) AND messages = 0";

    private static final String FORGET_MINUTES = """
            WITH old AS (
                DELETE FROM telemetry_minute
                WHERE minute < now() - interval '26 hours' AND minute > '-infinity' RETURNING messages)
            INSERT INTO telemetry_minute AS known (minute, messages)
            SELECT '-infinity', sum(messages) FROM old HAVING count(*) > 0
            ON CONFLICT (minute) DO UPDATE SET messages = known.messages + excluded.messages""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** Adds up at most {@link #MAX} message counts; returns how many there were, 0 also while another node does it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    int addUp() {
        return entities.unwrap(Session.class).doReturningWork(MessageCounts::addUp);
    }

    private static int addUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!isAlone(statement)) {
                return 0;
            }
            int taken;
            java.sql.Array empty;
            try (ResultSet result = statement.executeQuery(ADD_UP)) {
                result.next();
                taken = result.getInt(1);
                empty = result.getArray(2);
            }
            try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
                forget.setArray(1, empty);
                forget.executeUpdate();
            }
            statement.executeUpdate(FORGET_MINUTES);
            return taken;
        }
    }

    private static boolean isAlone(Statement statement) throws SQLException {
        try (ResultSet locked = statement.executeQuery("SELECT pg_try_advisory_xact_lock(" + ADDERS + ")")) {
            locked.next();
            return locked.getBoolean(1);
        }
    }
}
