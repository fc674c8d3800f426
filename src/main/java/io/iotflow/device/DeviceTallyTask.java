package io.iotflow.device;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** Adds the numbers of devices up. Late is not wrong: readers add what is left. */
@ApplicationScoped
class DeviceTallyTask {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final DeviceTotals totals;
    private final BackgroundTask task;

    @Inject
    DeviceTallyTask(DeviceTotals totals, BackgroundTasks tasks) {
        this.totals = totals;
        this.task = tasks.task("device-tally", "numbers of devices cannot be added up now; they wait", this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start(PAUSE);
    }

    private Duration turn() {
        totals.addUp();
        return PAUSE;
    }
}
