package io.iotflow.platform.listener;

import io.iotflow.platform.ratelimit.CallerAddress;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.StartWaits;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.glassfish.grizzly.filterchain.FilterChain;

/** Puts our filters into the chain of each HTTP listener while the application runs. */
@ApplicationScoped
class GuardedListeners {

    private static final Logger LOG = Logger.getLogger(GuardedListeners.class.getName());

    @Inject
    private ListenerSettings settings;

    @Inject
    private CallerAddress addresses;

    @Inject
    private MetricRegistry metrics;

    @Inject
    private StartingApplication starting;

    @Resource(lookup = "java:app/concurrent/iotflow-timer")
    private ManagedScheduledExecutorService timer;

    private final List<Runnable> undo = new ArrayList<>();

    void waits(@Observes StartWaits wait) {
        starting.waitsFor(wait.what());
    }

    void begin(@Observes ApplicationReady ready) {
        starting.ready();
        try {
            ServerListeners.chains().forEach(this::guard);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "This server's HTTP listeners cannot be limited: it is no Payara with Grizzly");
        }
    }

    private void guard(FilterChain chain) {
        ConnectionGuard connections = new ConnectionGuard(
                settings.connections,
                settings.connectionsPerAddress,
                settings.headerTimeout,
                it -> addresses.isProxy(it) ? ConnectionGuard.UNLIMITED : CallerAddress.site(it),
                this::count,
                System::nanoTime);
        RequestGuard requests = new RequestGuard(connections);
        chain.add(ServerListeners.indexOfParser(chain) + 1, requests);
        chain.add(1, connections); // behind what reads the socket
        Future<?> sweep = timer.scheduleWithFixedDelay(connections::endSlow, 1, 1, TimeUnit.SECONDS);
        undo.add(() -> {
            sweep.cancel(false);
            chain.remove(requests);
            chain.remove(connections);
        });
    }

    private void count(ConnectionGuard.Refused why) {
        metrics.counter(
                        "iotflow_http_connections_refused",
                        new Tag("reason", why.name().toLowerCase(Locale.ROOT)))
                .inc();
    }

    void end(@Observes ApplicationStopping stopping) {
        undo.forEach(Runnable::run);
        undo.clear();
    }
}
