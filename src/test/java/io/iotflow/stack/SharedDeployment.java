package io.iotflow.stack;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.arquillian.test.spi.LifecycleMethodExecutor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptorBuilder;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Arquillian run once for a {@link SharedApplication} instead of once for each test class. One at a time for the same
 * {@link Servers}, where two would be two nodes that share the messages.
 */
final class SharedDeployment {

    private static final Map<Servers, SharedDeployment> CURRENT = new HashMap<>();

    private final Class<? extends SharedApplication> application;

    /** What Arquillian knows of a run belongs to a thread; tests run on whichever. */
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "arquillian");
        thread.setDaemon(true);
        return thread;
    });

    private TestRunnerAdaptor arquillian;
    private Application own; // in Arquillian's place
    private URI uri;

    private SharedDeployment(Class<? extends SharedApplication> application) {
        this.application = application;
    }

    /** Where this application is; deploys it when its servers have another one, or none. */
    static synchronized URI of(Class<? extends SharedApplication> application) {
        Servers servers = TestStack.use(application);
        SharedDeployment current = CURRENT.get(servers);
        if (current == null || current.application != application) {
            end(servers);
            current = new SharedDeployment(application);
            current.begin(servers);
        }
        if (current.uri == null) {
            throw new IllegalStateException(
                    application.getSimpleName() + " could not be deployed; see the first failure");
        }
        return current.uri;
    }

    /** Ends what is deployed, for whoever wants these servers to itself. */
    static synchronized void end(Servers servers) {
        SharedDeployment last = CURRENT.remove(servers);
        if (last != null) {
            if (last.own != null) {
                last.own.close();
            } else {
                last.onItsThread(last::undeploy);
            }
            last.thread.shutdown();
        }
    }

    static synchronized void endAll() {
        List.copyOf(CURRENT.keySet()).forEach(SharedDeployment::end);
    }

    private void begin(Servers servers) {
        if (application == OnPayara7.class) {
            own = Application.launch(TestStack.with(Map.of()), PayaraSeven.java());
            uri = own.awaitReady().uri();
            CURRENT.put(servers, this);
        } else {
            CURRENT.put(servers, this); // also when it fails: no other class tries again
            onItsThread(this::deploy);
        }
    }

    private Void deploy() throws Exception {
        arquillian = TestRunnerAdaptorBuilder.build();
        arquillian.beforeSuite();
        arquillian.beforeClass(application, LifecycleMethodExecutor.NO_OP);
        SharedApplication instance = ReflectionSupport.newInstance(application);
        arquillian.before(instance, SharedApplication.class.getDeclaredMethod("uri"), LifecycleMethodExecutor.NO_OP);
        uri = instance.uri();
        return null;
    }

    private Void undeploy() throws Exception {
        arquillian.afterClass(application, LifecycleMethodExecutor.NO_OP);
        arquillian.afterSuite();
        arquillian.shutdown();
        if (uri != null) {
            // Arquillian only tells Payara to stop.
            await().atMost(Duration.ofSeconds(60)).until(this::isGone);
        }
        return null;
    }

    private boolean isGone() {
        try {
            new Socket(uri.getHost(), uri.getPort()).close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void onItsThread(Callable<Void> act) {
        try {
            thread.submit(act).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(application.getSimpleName() + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
