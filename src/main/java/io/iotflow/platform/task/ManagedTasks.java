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

    @Resource(lookup = "java:app/concurrent/iotflow")
    private ManagedExecutorService executor;

    @Produces
    @Singleton
    BackgroundTasks tasks(MetricRegistry metrics) {
        return new BackgroundTasks(executor, metrics);
    }
}
