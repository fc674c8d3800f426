package io.iotflow.platform.task;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

/** Tells when tasks may start, and ends them while what they use is still there. An EJB, because CDI's own events come before the schema is up to date. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TaskLifecycle {

    @Inject
    private Event<ApplicationReady> ready;

    @Inject
    private Event<ApplicationStopping> stopping;

    @Inject
    private BackgroundTasks tasks;

    @PostConstruct
    void start() {
        ready.fire(new ApplicationReady());
    }

    @PreDestroy
    void stop() {
        stopping.fire(new ApplicationStopping());
        tasks.close();
    }
}
