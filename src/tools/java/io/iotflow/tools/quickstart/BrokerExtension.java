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
import java.util.function.Consumer;

/** Puts our authentication into HiveMQ. */
final class BrokerExtension implements ExtensionMain {

    private static final int THREADS = 4;
    private static final int WAITING = 20_000;
    private static final int ROUND_MILLIS = 50;

    private final ServerAccount server;
    private final DeviceKeys keys;
    private final BrokerConfiguration configuration;
    private final BrokerLimits limits;
    private final FreeSpace space;
    private final DatabaseLengths lengths;
    private final Runnable beforeClients;
    private boolean watches;
    private ThreadPoolExecutor executor;
    private ScheduledExecutorService expiry;
    private ScheduledExecutorService acknowledging;
    private volatile Consumer<String> changed = deviceId -> {};
    private volatile boolean started;

    /** @param beforeClients to be done when HiveMQ has opened its files and nobody can connect yet */
    BrokerExtension(
            ServerAccount server,
            DeviceKeys keys,
            BrokerConfiguration configuration,
            BrokerLimits limits,
            FreeSpace space,
            DatabaseLengths lengths,
            Runnable beforeClients) {
        this.server = server;
        this.keys = keys;
        this.configuration = configuration;
        this.limits = limits;
        this.space = space;
        this.lengths = lengths;
        this.beforeClients = beforeClients;
    }

    /** False when HiveMQ could not start it, and so runs without it. */
    boolean isStarted() {
        return started;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        beforeClients.run();
        // Kept: Services are static, and another broker in this JVM would replace them with its own.
        ClientService clients = Services.clientService();
        executor = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING), BrokerExtension::thread);
        executor.allowCoreThreadTimeOut(true);
        expiry = Executors.newSingleThreadScheduledExecutor(BrokerExtension::thread);
        acknowledging = Executors.newSingleThreadScheduledExecutor(BrokerExtension::thread);
        Path ownersFile = configuration.folder().resolve("session-owners");
        SessionOwners owners = new SessionOwners(ownersFile, clientId -> SessionGuard.hasSession(clients, clientId));
        SubscriptionReports reports = new SubscriptionReports(Services.subscriptionStore(), keys, owners, executor);
        StoredFiles files = new StoredFiles(configuration.data());
        HeldMessages held = new HeldMessages(
                () -> {
                    lengths.note();
                    files.sync();
                },
                space::isSound,
                System::nanoTime);
        RetainedTopics retained = RetainedTopics.of(Services.retainedMessageStore(), limits.retained());
        SessionGuard guard = new SessionGuard(
                clients, keys, owners, server.username(), reports, new DeviceFlows(limits, retained, space, held));
        WrongLogins wrongLogins = new WrongLogins(limits.wrongLogins(), System::nanoTime);
        BrokerAuthenticator authenticator =
                new BrokerAuthenticator(server, keys, owners, guard, executor, expiry, wrongLogins, limits.sessions());
        Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        Services.initializerRegistry().setClientInitializer(guard);
        watch(deviceId -> {
            guard.changed(deviceId);
            retained.forgetGone(deviceId, keys);
        });
        expiry.scheduleWithFixedDelay(guard::expire, 1, 1, TimeUnit.SECONDS);
        expiry.scheduleWithFixedDelay(wrongLogins::report, 1, 1, TimeUnit.MINUTES);
        acknowledging.scheduleWithFixedDelay(held::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
        started = true;
    }

    /** HiveMQ starts this again when its files are opened anew; the registry tells us once. */
    private void watch(Consumer<String> told) {
        changed = told;
        if (!watches) {
            watches = true;
            keys.watch(deviceId -> changed.accept(deviceId));
        } else {
            executor.execute(() -> told.accept("")); // of what changed meanwhile nobody was told
        }
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        started = false;
        changed = deviceId -> {};
        acknowledging.shutdownNow();
        expiry.shutdownNow();
        executor.shutdownNow();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "broker-authentication");
        thread.setDaemon(true);
        return thread;
    }
}
