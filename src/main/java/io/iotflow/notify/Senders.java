package io.iotflow.notify;

import io.iotflow.notify.Claims.Claim;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The node's senders: few threads for all channels. The first ones take only channels that worked last time, so that those which
 * hang hold up no other.
 */
@Singleton
class Senders {

    private static final int FOR_WORKING = 2;
    private static final int FOR_ALL = 2;
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Delivery delivery;
    private final List<BackgroundTask> tasks = new ArrayList<>();

    @Inject
    Senders(Delivery delivery, BackgroundTasks tasks) {
        this.delivery = delivery;
        for (int i = 0; i < FOR_WORKING + FOR_ALL; i++) {
            int number = i;
            this.tasks.add(tasks.task(
                    "notify-" + (number + 1),
                    "notifications cannot be delivered now; they are kept in PostgreSQL",
                    () -> turn(number)));
        }
    }

    void start(@Observes ApplicationReady ready) {
        tasks.forEach(BackgroundTask::start);
    }

    /** The first sender of each half looks now and then; it wakes the other one when there may be more to do. */
    private Duration turn(int number) {
        boolean isForAll = number >= FOR_WORKING;
        boolean isFirst = number % FOR_WORKING == 0;
        Optional<Claim> claim = delivery.next(isForAll);
        if (claim.isEmpty()) {
            return isFirst ? LOOK : BackgroundTask.UNTIL_WOKEN;
        }
        if (isFirst) {
            tasks.get(number + 1).wake();
        }
        delivery.deliver(claim.get());
        return Duration.ZERO;
    }
}
