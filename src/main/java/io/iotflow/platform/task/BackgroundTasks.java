package io.iotflow.platform.task;

import java.time.Clock;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Makes background tasks. A class makes its task in its constructor, and starts it when it observes
 * {@link ApplicationReady}:
 *
 * <pre>{@code
 * this.task = tasks.task("presence", "presence cannot be written now; it is kept in memory", this::turn);
 *
 * void start(@Observes ApplicationReady ready) { task.start(); }
 * }</pre>
 *
 * <p>When the application stops all tasks are closed, the youngest first.
 */
public final class BackgroundTasks implements AutoCloseable {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final ExecutorService executor;
    private final MetricRegistry metrics;
    private final Clock clock;
    private final Deque<BackgroundTask> made = new ConcurrentLinkedDeque<>();

    /** Tasks on threads of this executor: one for each, for its whole life. */
    public BackgroundTasks(ExecutorService executor, MetricRegistry metrics) {
        this(executor, metrics, Clock.systemUTC());
    }

    BackgroundTasks(ExecutorService executor, MetricRegistry metrics, Clock clock) {
        this.executor = executor;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * A task, not started yet, that backs off from half a second to half a minute.
     *
     * @param name in metrics and the log, such as {@code message-count}; one of its kind
     * @param onFailure what does not work when a turn fails, and what becomes of it: the beginning of the log's line
     * @param body one turn
     */
    public BackgroundTask task(String name, String onFailure, BackgroundTask.Body body) {
        return task(name, onFailure, new BackOff(FIRST_PAUSE, LONGEST_PAUSE), body);
    }

    /** The same with pauses of its own after failures. */
    public BackgroundTask task(String name, String onFailure, BackOff backOff, BackgroundTask.Body body) {
        BackgroundTask task = new BackgroundTask(name, onFailure, backOff, body, executor, metrics, clock);
        made.push(task);
        return task;
    }

    /** Closes all tasks, the youngest first. */
    @Override
    public void close() {
        made.forEach(BackgroundTask::close);
    }
}
