package io.iotflow.platform.ratelimit;

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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Shares the limits over the nodes: in each turn this node tells what it has given away and charges what others have.
 * Alone it only signs that it lives. While PostgreSQL is away each node goes by its own buckets.
 */
@Singleton
@Startup
@DependsOn("SchemaUpdate")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class UsageSync {

    private static final Logger LOG = Logger.getLogger(UsageSync.class.getName());

    @Inject
    private RateLimitSettings settings;

    @Inject
    private RateLimits limits;

    @Inject
    private UsageTable table;

    @Inject
    private MetricRegistry metrics;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    private final UUID me = UUID.randomUUID();
    private final Peers peers = new Peers();
    private long turn;
    private boolean failing;
    private Future<?> turns;

    @PostConstruct
    void start() {
        metrics.gauge("iotflow_rate_peers", peers, Peers::count);
        settings.syncInterval.ifPresent(it ->
                turns = timer.scheduleWithFixedDelay(this::turn, it.toMillis(), it.toMillis(), TimeUnit.MILLISECONDS));
    }

    @PreDestroy
    void stop() {
        if (turns != null) {
            turns.cancel(true);
        }
    }

    private void turn() {
        try {
            List<UsageReport> usage = limits.usage(); // taken also when alone, so that it cannot pile up
            List<UsageReport> told = peers.count() == 0 ? List.of() : usage;
            for (UsageTable.Message message : table.sync(me, ++turn, told, peers.turns())) {
                message.usage().forEach(limits::charge);
                peers.heard(message.node(), message.turn(), System.nanoTime());
            }
            peers.forgetSilent(System.nanoTime());
            failing = false;
        } catch (RuntimeException e) { // whatever it is, the next turn must come
            LOG.log(failing ? Level.FINE : Level.WARNING, e, () -> "rate limits are not shared with other nodes now");
            failing = true;
        }
    }
}
