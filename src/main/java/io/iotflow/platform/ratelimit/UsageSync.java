package io.iotflow.platform.ratelimit;

import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.BackOff;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Shares the limits over the nodes: in each turn this node tells what it has given away and charges what others have.
 * Alone it only signs that it lives. While PostgreSQL is away each node goes by its own buckets.
 */
@Singleton
class UsageSync {

    private final Optional<Duration> interval;
    private final RateLimits limits;
    private final UsageTable table;
    private final Optional<BackgroundTask> task;
    private final UUID me = UUID.randomUUID();
    private final Peers peers = new Peers();
    private long turn;

    @Inject
    UsageSync(
            RateLimitSettings settings,
            RateLimits limits,
            UsageTable table,
            BackgroundTasks tasks,
            MetricRegistry metrics) {
        this.interval = settings.syncInterval;
        this.limits = limits;
        this.table = table;
        // No longer pauses after a failure: what is given away meanwhile would pile up.
        this.task = interval.map(it -> tasks.task(
                "rate-limit-sync", "rate limits are not shared with other nodes now", new BackOff(it, it), this::sync));
        metrics.gauge("iotflow_rate_peers", peers, Peers::count);
    }

    void start(@Observes ApplicationReady ready) {
        task.ifPresent(it -> it.start(interval.orElseThrow()));
    }

    private Duration sync() {
        List<UsageReport> usage = limits.usage(); // taken also when alone, so that it cannot pile up
        List<UsageReport> told = peers.count() == 0 ? List.of() : usage;
        for (UsageTable.Message message : table.sync(me, ++turn, told, peers.turns())) {
            message.usage().forEach(limits::charge);
            peers.heard(message.node(), message.turn(), System.nanoTime());
        }
        peers.forgetSilent(System.nanoTime());
        return interval.orElseThrow();
    }
}
