package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Puts our authentication into HiveMQ. */
final class BrokerExtension implements ExtensionMain {

    private static final int THREADS = 4;
    private static final int WAITING = 20_000;

    private final ServerAccount server;
    private final DeviceKeys keys;
    private final Path ownersFile;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(WAITING), BrokerExtension::thread);
    private volatile boolean started;

    BrokerExtension(ServerAccount server, DeviceKeys keys, Path ownersFile) {
        this.server = server;
        this.keys = keys;
        this.ownersFile = ownersFile;
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
        SessionOwners owners = new SessionOwners(ownersFile, clientId -> hasSession(clients, clientId));
        BrokerAuthenticator authenticator = new BrokerAuthenticator(server, keys, owners, executor);
        Services.securityRegistry().setAuthenticatorProvider(provider -> authenticator);
        keys.watch(account -> owners.clientsOf(account).stream()
                .filter(it -> !it.startsWith(ServerAccount.USERNAME))
                .forEach(clients::disconnectClient)); // who may go on connects again, with the rights of now
        started = true;
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
        executor.shutdownNow();
    }

    private static boolean hasSession(ClientService clients, String clientId) {
        try {
            return clients.getSession(clientId).get(5, TimeUnit.SECONDS).isPresent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("HiveMQ does not say whether there is a session for " + clientId, e);
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "broker-authentication");
        thread.setDaemon(true);
        return thread;
    }
}
