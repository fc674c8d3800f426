package io.iotflow.tools.quickstart;

import com.hivemq.configuration.service.InternalConfigurations;
import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.mqtt.message.publish.PUBLISH;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An MQTT broker (HiveMQ CE) in this JVM, whose sessions, queued and retained messages are kept in a folder. A device
 * connects with its device id as user name and its key as password, and reaches its own topics only; the application
 * connects with the server account and reaches everything below {@code iotflow/}. Nobody is anonymous.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final BrokerConfiguration configuration;
    private final BrokerExtension extension;
    private final FreeSpace space;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "broker-free-space");
        thread.setDaemon(true);
        return thread;
    });
    private final DatabaseLengths lengths;
    private EmbeddedHiveMQ hivemq;
    private boolean suspicious; // whether the files were not closed in order
    private int repaired;

    private EmbeddedBroker(
            BrokerConfiguration configuration, DeviceKeys keys, ServerAccount account, BrokerLimits limits) {
        this.configuration = configuration;
        this.space = FreeSpace.of(configuration.folder());
        this.lengths = new DatabaseLengths(configuration.data(), space::isSound);
        this.extension = new BrokerExtension(account, keys, configuration, limits, space, lengths, this::repair);
    }

    /** Starts the broker on loopback; see {@link #start(Path, String, int, DeviceKeys, ServerAccount)}. */
    public static EmbeddedBroker start(Path data, int port, DeviceKeys keys, ServerAccount account) {
        return start(data, Ports.LOOPBACK, port, keys, account);
    }

    /**
     * Starts the broker and waits until it listens.
     *
     * @param data the folder of its data, created when missing
     * @param bind the address to listen on, {@code 0.0.0.0} for all
     * @param port 0 = a free one
     * @param keys who knows the devices' keys
     * @param account the application's account
     * @throws StartException when the port is taken, the folder is in use, or HiveMQ does not start
     */
    public static EmbeddedBroker start(Path data, String bind, int port, DeviceKeys keys, ServerAccount account) {
        BrokerConfiguration configuration =
                new BrokerConfiguration(data, bind, Ports.choose(bind, port), Optional.empty());
        return start(configuration, keys, account, BrokerLimits.WITHOUT_RATES);
    }

    /** The same with other limits for each device than those of tests, and perhaps over TLS as well. */
    static EmbeddedBroker start(
            BrokerConfiguration configuration, DeviceKeys keys, ServerAccount account, BrokerLimits limits) {
        LauncherLog.quiet();
        Ports.requireFree(configuration.bind(), configuration.port(), "the MQTT broker", "--mqtt-port");
        requireSpace(configuration);
        EmbeddedBroker broker = new EmbeddedBroker(configuration, keys, account, limits);
        broker.open();
        broker.watching.scheduleWithFixedDelay(broker::watch, 0, 1, TimeUnit.SECONDS);
        return broker;
    }

    private static void requireSpace(BrokerConfiguration configuration) {
        long usable = FreeSpace.usable(configuration.folder());
        long needed = Files.exists(configuration.data()) ? FreeSpace.RESTART : FreeSpace.ENOUGH;
        if (usable < needed) {
            throw new StartException(
                    "The MQTT broker needs " + (needed >> 20) + " MB for its files in " + configuration.folder()
                            + ", and " + (usable >> 20) + " MB are free. Make room there, and start again.");
        }
    }

    private synchronized void open() {
        try {
            configuration.write();
            suspicious = !Files.deleteIfExists(configuration.closedInOrder());
        } catch (IOException e) {
            throw new StartException("The MQTT broker cannot use its folder " + configuration.folder() + ": " + e, e);
        }
        repaired = 0;
        hivemq = build(configuration, extension);
        run(hivemq, extension);
        if (repaired > 0) {
            suspicious = false;
            shut();
            hivemq = build(configuration, extension);
            run(hivemq, extension);
        }
    }

    /** HiveMQ has opened its files, and no client is here. */
    private void repair() {
        if (suspicious) {
            repaired = QueueRepair.repair(hivemq);
        }
    }

    /** Never throws, because a timer calls it. */
    private void watch() {
        try {
            space.check();
            if (space.wantsReopening()) {
                reopen();
            } else if (space.mayEnd()) {
                lengths.note();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("The MQTT broker could not look after its files, and tries once more", e);
        }
    }

    /** What HiveMQ could not write, it does not write later either: its files work again when they are opened anew. */
    private synchronized void reopen() throws IOException {
        if (watching.isShutdown()) {
            return;
        }
        LOG.info("There is room again: the MQTT broker opens its files anew");
        try {
            shut();
        } catch (IllegalStateException e) {
            LOG.warn("The MQTT broker did not close its files in order", e);
        }
        lengths.restore();
        open();
        space.reopened();
    }

    private static EmbeddedHiveMQ build(BrokerConfiguration configuration, BrokerExtension extension) {
        EmbeddedHiveMQ hivemq = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(configuration.conf())
                .withDataFolder(configuration.data())
                .withExtensionsFolder(configuration.extensions())
                .withEmbeddedExtension(EmbeddedExtension.builder()
                        .withId("iotflow-authentication")
                        .withName("IoTFlow authentication")
                        .withVersion("1")
                        .withAuthor("IoTFlow")
                        .withPriority(0)
                        .withStartPriority(1000)
                        .withExtensionMain(extension)
                        .build())
                .withoutLoggingBootstrap()
                .build();
        // The embedded HiveMQ lets everybody in when its extension fails; this takes that back.
        InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);
        return hivemq;
    }

    private static void run(EmbeddedHiveMQ hivemq, BrokerExtension extension) {
        // HiveMQ numbers the messages of the whole JVM, and a broker that starts sets the number back to its own last
        // one.
        // A message of another broker would then be given the payload that is stored there under the same number.
        long numbered = PUBLISH.PUBLISH_COUNTER.get();
        try {
            hivemq.start().get();
            PUBLISH.PUBLISH_COUNTER.accumulateAndGet(numbered, Math::max);
            if (!extension.isStarted()) {
                hivemq.close();
                throw new StartException("The MQTT broker did not take our authentication; see the launcher's log.");
            }
        } catch (ExecutionException e) {
            throw new StartException(
                    "The MQTT broker did not start: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted while the MQTT broker was starting", e);
        }
    }

    /** The address at which this machine reaches the broker. */
    public String host() {
        return Ports.reachable(configuration.bind());
    }

    public int port() {
        return configuration.port();
    }

    /** Stops the broker; sessions and queued messages stay in its folder. */
    @Override
    public void close() {
        watching.shutdown();
        shut();
        try {
            if (space.isSound()) {
                Files.write(configuration.closedInOrder(), new byte[0]);
            } else {
                lengths.restore();
            }
        } catch (IOException e) {
            LOG.warn("The MQTT broker's files were not closed in order: {}", e.toString());
        }
    }

    private synchronized void shut() {
        try {
            hivemq.close();
        } catch (ExecutionException e) {
            throw new IllegalStateException("HiveMQ did not stop cleanly", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
