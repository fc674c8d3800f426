package io.iotflow.platform.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready only while PostgreSQL commits: without it nothing can be acknowledged. */
@Readiness
@ApplicationScoped
public class DatabaseHealth implements HealthCheck {

    /** Whoever asks gives up after a few seconds. */
    private static final Duration PATIENCE = Duration.ofMillis(1_200);

    /** A record in the write-ahead log, which the commit must bring to the disk; it needs no table and is kept nowhere. */
    private static final String WRITE = "SELECT pg_logical_emit_message(true, 'iotflow', 'ready')";

    @Resource(lookup = "java:app/jdbc/iotflow")
    private DataSource dataSource;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService executor;

    private final CommitProbe probe = new CommitProbe(this::commit, task -> executor.execute(task), PATIENCE);

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("postgresql");
        probe.problem().ifPresentOrElse(it -> answer.down().withData("reason", it), answer::up);
        return answer.build();
    }

    private void commit() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean auto = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(5);
                statement.execute(WRITE);
            } finally {
                connection.setAutoCommit(auto);
            }
        }
    }
}
