package io.iotflow.stack;

import io.iotflow.platform.task.BackgroundTasks;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Background tasks on threads of the test's own, closed after each case: {@code @RegisterExtension final TestTasks tasks}. */
public final class TestTasks implements AfterEachCallback {

    private final TestMetrics metrics = new TestMetrics();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "test task");
        thread.setDaemon(true);
        return thread;
    });
    private final BackgroundTasks tasks = new BackgroundTasks(executor, metrics.registry());

    /** What the class under test is given. */
    public BackgroundTasks tasks() {
        return tasks;
    }

    /** Where the tasks, and whoever else is given them, count. */
    public TestMetrics metrics() {
        return metrics;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        tasks.close();
        executor.shutdownNow();
    }
}
