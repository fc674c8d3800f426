package io.iotflow.telemetry.store;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** Adds the totals of hours each minute. Late is not wrong: what has no totals is computed from its readings. */
@ApplicationScoped
class HourTotalsTask {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final HourTotals totals;
    private final BackgroundTask task;

    @Inject
    HourTotalsTask(HourTotals totals, BackgroundTasks tasks) {
        this.totals = totals;
        this.task = tasks.task(
                "hour-totals",
                "totals of hours cannot be added now; questions about many hours are computed from readings, and take longer",
                this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start(PAUSE);
    }

    private Duration turn() {
        boolean more = true;
        while (more && !task.isClosing()) {
            more = totals.addSome();
        }
        return PAUSE;
    }
}
