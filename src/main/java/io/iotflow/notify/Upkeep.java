package io.iotflow.notify;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Keeps this node's claims while it sends, ends what takes too long, and keeps the outbox within its bounds of age and size. */
@Singleton
class Upkeep {

    private static final Duration PAUSE = Duration.ofSeconds(3);
    private static final int CLEANING = 10;

    private final Claims claims;
    private final OutboxBounds bounds;
    private final Smtp smtp;
    private final BackgroundTask task;
    private int turns;

    @Inject
    Upkeep(Claims claims, OutboxBounds bounds, Smtp smtp, BackgroundTasks tasks) {
        this.claims = claims;
        this.bounds = bounds;
        this.smtp = smtp;
        this.task = tasks.task(
                "notify-upkeep", "notifications cannot be cleaned up now; they stay in PostgreSQL", this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    private Duration turn() {
        smtp.endOverdue(Instant.now());
        claims.renew();
        if (turns++ % CLEANING == 0) {
            bounds.keep();
        }
        return PAUSE;
    }
}
