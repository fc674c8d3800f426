package io.iotflow.platform.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.Session;

/** Tells all nodes what a transaction changed: PostgreSQL's NOTIFY, which arrives when, and only if, it commits. */
@ApplicationScoped
public class Changes {

    /** The channel of LISTEN; the payload is {@code topic:subject}. */
    public static final String CHANNEL = "iotflow_changes";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    /** Announces a change with the caller's transaction; {@link Changed} follows its commit on every node. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void announce(String topic, String subject) {
        entities.unwrap(Session.class).doWork(connection -> send(connection, topic + ":" + subject));
    }

    private static void send(Connection connection, String payload) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify(?, ?)")) {
            notify.setString(1, CHANNEL);
            notify.setString(2, payload);
            notify.execute();
        }
    }
}
