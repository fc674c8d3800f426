package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Puts our authentication into HiveMQ. */
final class BrokerExtension implements ExtensionMain {

    private static final int THREADS = 4;
    private static final int WAITING = 20_000;

    private final ServerAccount server;
    private final DeviceKeys keys;
    private final Path ownersFile;
    private final BrokerLimits limits;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING), BrokerExtension::thread);
    private final ScheduledExecutorService expiry = Executors.newSingleThreadScheduledExecutor(BrokerExtension::thread);
    private volatile boolean started;

    BrokerExtension(ServerAccount server, DeviceKeys keys, Path ownersFile, BrokerLimits limits) {
        this.server = server;
        this.keys = keys;
        this.ownersFile = ownersFile;
        this.limits = limits;
        executor.allowCoreThreadTimeOut(true);
    }

    /** False when HiveMQ could not start it, and so runs without it. */
    boolean isStarted() {
        return started;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        // Kept: Services are static, and another broker in this JVM would replace them with its own.
        ClientService clients = Services.clientService();
        SessionOwners owners = new SessionOwners(ownersFile, clientId -> SessionGuard.hasSession(clients, clientId));
        SubscriptionReports reports = new SubscriptionReports(Services.subscriptionStore(), keys, owners, executor);
        FreeSpace space = FreeSpace.of(ownersFile.getParent());
        RetainedTopics retained = RetainedTopics.of(Services.retainedMessageStore(), limits.retained());
        SessionGuard guard = new SessionGuard(
                clients, keys, owners, server.username(), reports, new DeviceFlows(limits, retained, space));
        WrongLogins wrongLogins = new WrongLogins(limits.wrongLogins(), System::nanoTime);
        BrokerAuthenticator authenticator =
                new BrokerAuthenticator(server, keys, owners, guard, executor, expiry, wrongLogins, limits.sessions());
        Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        Services.initializerRegistry().setClientInitializer(guard);
        keys.watch(deviceId -> {
            if (!executor.isShutdown()) {
                guard.changed(deviceId);
                retained.forgetGone(deviceId, keys);
            }
        });
        expiry.scheduleWithFixedDelay(guard::expire, 1, 1, TimeUnit.SECONDS);
        expiry.scheduleWithFixedDelay(space::check, 0, 1, TimeUnit.SECONDS);
        expiry.scheduleWithFixedDelay(wrongLogins::report, 1, 1, TimeUnit.MINUTES);
        started = true;
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        expiry.shutdownNow();
        executor.shutdownNow();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "broker-authentication");
        thread.setDaemon(true);
        return thread;
    }
}
