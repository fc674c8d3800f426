package io.iotflow.tools.quickstart;

import static io.iotflow.stack.Waiting.soon;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.FullSuite;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded broker on a volume that gets full, by what it is sent and by others: nothing acknowledged is lost. */
@FullSuite
class DiskFullIT {

    private static final int MEGABYTES = 560;
    private static final int PER_SECOND = 200;
    private static final Duration RECOVERY = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final Registry registry = new Registry();
    private final ServerAccount server = ServerAccount.random();
    private final int port = Ports.choose(Ports.LOOPBACK, 0);
    private SmallVolume volume;
    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        Optional<SmallVolume> mounted = SmallVolume.mount(folder, MEGABYTES);
        if (mounted.isEmpty()) {
            System.out.println("DiskFullIT is skipped: this user may not mount a small volume");
        }
        Assumptions.assumeTrue(mounted.isPresent(), "this user may not mount a small volume");
        volume = mounted.get();
        registry.add("d", 1);
        startBroker();
    }

    private void startBroker() {
        broker = EmbeddedBroker.start(volume.folder().resolve("mqtt"), port, registry, server);
    }

    @AfterEach
    void stop() throws Exception {
        if (volume != null) {
            volume.free();
            if (broker != null) {
                broker.close();
            }
            volume.close();
        }
    }

    @Test
    void aDeviceWaitsWhileTheDiskIsFullAndGoesOnWhenThereIsRoom() throws Exception {
        try (SteadyClient application = SteadyClient.application(port, server);
                SteadyClient device = SteadyClient.device(port, PER_SECOND, 100)) {
            soon().until(() -> device.acknowledged().size() > PER_SECOND);
            volume.fill();
            standsStill(device);
            volume.free();
            goesOn(device);
            device.pause();
            nothingIsMissing(device, application);
        }
    }

    @Test
    void whatIsAcknowledgedWhileTheApplicationIsAwaySurvivesAFullDisk() throws Exception {
        SteadyClient.application(port, server).close();
        try (SteadyClient device = SteadyClient.device(port, PER_SECOND, 100)) {
            soon().until(() -> device.acknowledged().size() > PER_SECOND);
            volume.fill();
            standsStill(device);
            volume.free();
            goesOn(device);
            device.pause();
            try (SteadyClient application = SteadyClient.application(port, server)) {
                nothingIsMissing(device, application);
            }
        }
    }

    @Test
    void aDeviceThatFillsTheDiskItselfIsStoppedBeforeAndAFullDiskIsSaidAtTheStart() throws Exception {
        SteadyClient.application(port, server).close();
        Set<Integer> acknowledged;
        try (SteadyClient device = SteadyClient.device(port, PER_SECOND, 64_000)) {
            soon().until(() -> device.acknowledged().size() > PER_SECOND);
            volume.fillBut(FreeSpace.LOW + (20 << 20));
            standsStill(device);
            assertTrue(FreeSpace.usable(volume.folder()) > FreeSpace.NONE, "it stops before the disk is full");
            acknowledged = device.acknowledged();
        }
        volume.fill();
        broker.close();
        broker = null;
        volume.fill(); // with what it gave back
        String reason = assertThrows(StartException.class, this::startBroker).getMessage();
        assertTrue(reason.contains("0 MB are free"), reason);
        volume.free();
        startBroker();
        try (SteadyClient application = SteadyClient.application(port, server)) {
            await().atMost(RECOVERY).until(() -> application.received().containsAll(acknowledged));
        }
    }

    /** No acknowledgement for two seconds. */
    private static void standsStill(SteadyClient device) {
        await().atMost(RECOVERY)
                .pollInterval(Duration.ofSeconds(2))
                .until(new Unchanged(() -> device.acknowledged().size())::holds);
    }

    private static void goesOn(SteadyClient device) {
        int before = device.acknowledged().size();
        await().atMost(RECOVERY).until(() -> device.acknowledged().size() > before + 2 * PER_SECOND);
    }

    private static void nothingIsMissing(SteadyClient device, SteadyClient application) throws MqttException {
        try {
            await().atMost(RECOVERY).until(() -> application.received().containsAll(device.acknowledged()));
        } finally {
            Set<Integer> missing = new HashSet<>(device.acknowledged());
            missing.removeAll(application.received());
            System.out.printf(
                    "disk full: %d acknowledged, %d received, %d missing%n",
                    device.acknowledged().size(), application.received().size(), missing.size());
            assertEquals(Set.of(), missing);
        }
    }

    private static final class Unchanged {

        private final IntSupplier value;
        private int last = -1;

        private Unchanged(IntSupplier value) {
            this.value = value;
        }

        private boolean holds() {
            int now = value.getAsInt();
            boolean same = now == last;
            last = now;
            return same;
        }
    }
}
