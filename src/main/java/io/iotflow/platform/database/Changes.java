package io.iotflow.platform.database;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Tells all nodes what a transaction changed: PostgreSQL's NOTIFY, which arrives when, and only if, it commits. */
@Dependent
public class Changes {

    /** The channel of LISTEN; the payload is {@code topic:subject}. */
    public static final String CHANNEL = "iotflow_changes";

    private static final String TELL =
            "SELECT pg_notify('" + CHANNEL + "', change) FROM unnest(?::text[]) AS told (change)";

    private final Sql sql;

    @Inject
    public Changes(Sql sql) {
        this.sql = sql;
    }

    /**
     * Announces a change with the caller's transaction, all of them with one statement; {@link Changed} follows the commit on
     * every node.
     */
    public void announce(String topic, String subject) {
        sql.callAtEnd(TELL, topic + ":" + subject);
    }
}
