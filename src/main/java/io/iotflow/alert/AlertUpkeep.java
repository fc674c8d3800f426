package io.iotflow.alert;

import io.iotflow.notify.Severity;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Escalates alerts that nobody acknowledges, tells of those whose silence is over, forgets old ones, and counts for the metrics. */
@Singleton
class AlertUpkeep {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final AlertStore store;
    private final AlertCounts counts;
    private final Escalation escalation;
    private final AlertSettings settings;
    private final BackgroundTask task;
    private volatile Map<String, Long> active = Map.of();
    private Instant nextForget = Instant.EPOCH;

    @Inject
    AlertUpkeep(
            AlertStore store,
            AlertCounts counts,
            Escalation escalation,
            AlertSettings settings,
            MetricRegistry metrics,
            BackgroundTasks tasks) {
        this.store = store;
        this.counts = counts;
        this.escalation = escalation;
        this.settings = settings;
        this.task = tasks.task("alert-upkeep", "alerts are neither escalated nor forgotten now", this::turn);
        Severity.names()
                .forEach(it -> metrics.gauge(
                        "iotflow_alerts_open",
                        this,
                        upkeep -> upkeep.active.getOrDefault(it, 0L),
                        new Tag("severity", it)));
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
    }

    private Duration turn() {
        active = counts.active(); // not when they are asked for: a scrape must not wait for the database
        boolean isMore = escalation.escalate();
        isMore |= escalation.tellAfterSilence();
        if (!Instant.now().isBefore(nextForget)) {
            isMore |= store.forget(settings.retention);
            nextForget = isMore ? nextForget : Instant.now().plus(FORGET_EVERY);
        }
        return isMore ? Duration.ZERO : PAUSE;
    }
}
