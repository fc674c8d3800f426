package io.iotflow.platform.listener;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.Extension;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.filterchain.FilterChain;

/**
 * Has 503 answered from the first moment in which the server knows the application until it can be reached. An extension of
 * CDI (META-INF/services), because nothing else of an application comes so early.
 */
public class StartingApplication implements Extension {

    private static final Logger LOG = Logger.getLogger(StartingApplication.class.getName());

    private final StartingFilter filter = new StartingFilter();
    private Runnable deaf = () -> {};
    private volatile boolean isReady;

    void begin(@Observes BeforeBeanDiscovery start) {
        try {
            for (FilterChain chain : ServerListeners.ofApplications()) {
                chain.add(ServerListeners.indexOfParser(chain) + 1, filter);
            }
            deaf = ServerEvents.onApplicationStarted(this::started);
            ClosedListeners.open(filter);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "While the application starts this server answers for itself: no known Payara");
            filter.started();
        }
    }

    /** What the start waits for, such as {@code PostgreSQL}: whoever asks is told. */
    void waitsFor(String what) {
        filter.waitsFor(what);
    }

    /** The next application that the server has started is this one. */
    void ready() {
        isReady = true;
    }

    private void started() {
        if (isReady) {
            filter.started();
        }
    }

    /** It stops, or its start has failed: what the server answers now is true. */
    void end(@Observes BeforeShutdown stop) {
        filter.started();
        deaf.run();
        try {
            ServerListeners.ofApplications().forEach(it -> it.remove(filter));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.log(Level.FINE, "no known Payara", e);
        }
    }
}
