package io.iotflow.telemetry.store;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** Adds message counts up every two seconds. Late is not wrong: readers add what is left. */
@ApplicationScoped
class MessageCountTask {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final MessageCounts counts;
    private final MessageFlowMetrics flow;
    private final BackgroundTask task;

    @Inject
    MessageCountTask(MessageCounts counts, MessageFlowMetrics flow, BackgroundTasks tasks) {
        this.counts = counts;
        this.flow = flow;
        this.task = tasks.task(
                "message-count",
                "message counts cannot be added up now; they wait",
                new BackOff(PAUSE, Duration.ofMinutes(1)),
                this::turn);
    }

    void start(@Observes ApplicationReady ready) {
        task.start(PAUSE);
    }

    private Duration turn() {
        boolean more = true;
        while (more && !task.isClosing()) {
            more = counts.addUp() == MessageCounts.MAX;
        }
        flow.read();
        return PAUSE;
    }
}
