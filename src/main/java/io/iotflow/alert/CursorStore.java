package io.iotflow.alert;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The row that says up to where the log is judged. Who holds its lock evaluates; the lock ends with his connection. */
@Dependent
class CursorStore {

    private static final String READ = """
            SELECT position, turn, states_position, states_turn, rules, node,
                written_at > clock_timestamp() - interval '3 seconds'
            FROM alert_cursor""";

    /** A node that hangs in the middle of a turn must not keep the others from it. */
    private static final String NO_LONGER = "SET LOCAL idle_in_transaction_session_timeout = '8s'";

    private static final String WRITE = """
            UPDATE alert_cursor SET position = ?, turn = ?, rules = ?, node = ?::uuid, written_at = clock_timestamp(),
                states_position = CASE WHEN ? THEN ? ELSE states_position END,
                states_turn = CASE WHEN ? THEN ? ELSE states_turn END""";

    private final Sql sql;

    @Inject
    CursorStore(Sql sql) {
        this.sql = sql;
    }

    /**
     * The cursor.
     *
     * @param position below 0 where nothing was judged yet
     * @param turn the last one
     * @param statesPosition states are stored as of there
     * @param rules the version of rules that the last turn knew
     * @param node which took the last turn; null for none
     * @param isFresh whether that was a moment ago
     */
    record Cursor(
            long position, long turn, long statesPosition, long statesTurn, long rules, UUID node, boolean isFresh) {

        static Cursor of(ResultSet row) throws SQLException {
            return new Cursor(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getObject(6, UUID.class),
                    row.getBoolean(7));
        }
    }

    Cursor read() {
        return sql.one(READ, Cursor::of);
    }

    /** The cursor, locked until the end of the caller's transaction; empty where another node has it. */
    Optional<Cursor> lock() {
        sql.requireTransaction();
        sql.update(NO_LONGER);
        return sql.first(READ + " FOR UPDATE SKIP LOCKED", Cursor::of);
    }

    /** The version of rules and silences; what was committed before it is in that version. */
    long rules() {
        return sql.one("SELECT version FROM alert_change", row -> row.getLong(1));
    }

    /** Writes the turn that this node takes now. */
    void write(long position, long turn, long rules, UUID node, boolean statesAreStored) {
        sql.update(WRITE, position, turn, rules, node.toString(), statesAreStored, position, statesAreStored, turn);
    }
}
