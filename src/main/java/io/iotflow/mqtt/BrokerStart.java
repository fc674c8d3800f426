package io.iotflow.mqtt;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;

/** Begins the session with the broker when the schema is there, and ends it with the application. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BrokerStart {

    @Inject
    private BrokerConnection connection;

    @Inject
    private TopicObserver observer;

    @PostConstruct
    void start() {
        connection.start();
    }

    @PreDestroy
    void stop() {
        observer.stop();
        connection.stop();
    }
}
