package io.iotflow.device;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes once a minute when each key was used last; a request only leaves a note in memory. */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class KeyUse {

    private static final Logger LOG = Logger.getLogger(KeyUse.class.getName());
    private static final long SECONDS = 60;
    private static final int AT_ONCE = 10_000;

    @Inject
    private DeviceRegistry registry;

    @Inject
    private DeviceKeyStore keys;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    private Future<?> writing;

    @PostConstruct
    void start() {
        writing = timer.scheduleWithFixedDelay(this::write, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        writing.cancel(false);
        write();
    }

    private void write() {
        List<Map.Entry<Long, Instant>> uses = List.copyOf(registry.takeUses().entrySet());
        try {
            for (int i = 0; i < uses.size(); i += AT_ONCE) {
                keys.used(uses.subList(i, Math.min(i + AT_ONCE, uses.size())));
            }
        } catch (RuntimeException e) { // a note that is lost does no harm, an ended task would
            LOG.log(Level.WARNING, e, () -> "the last use of keys cannot be stored");
        }
    }
}
