package io.iotflow.platform.task;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The application's tasks, on threads that the server manages. */
@Dependent
class ManagedTasks {

    /** A spare thread keeps a connection to PostgreSQL busy, and a core of its machine. */
    private static final int MOST_SPARE = 3;

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    @Produces
    @Singleton
    BackgroundTasks tasks(MetricRegistry metrics) {
        return new BackgroundTasks(executor, metrics);
    }

    @Produces
    @Singleton
    SpareThreads spareThreads() {
        int others = Runtime.getRuntime().availableProcessors() - 1;
        return new SpareThreads(executor, Math.max(1, Math.min(others, MOST_SPARE)));
    }
}
