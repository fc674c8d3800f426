package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleSupplier;

/** Devices that publish, until the last of their points is in InfluxDB, whoever brings it there. */
final class PeersMqtt {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int CONNECTIONS = 8;

    private final String carrier;
    private final List<RegisteredDevice> devices;
    private final PointStore points;
    private final DoubleSupplier cpuSeconds;

    /** @param cpuSeconds what who brings the points has used until now */
    PeersMqtt(String carrier, List<RegisteredDevice> devices, PointStore points, DoubleSupplier cpuSeconds) {
        this.carrier = carrier;
        this.devices = devices;
        this.points = points;
        this.cpuSeconds = cpuSeconds;
    }

    /**
     * One run.
     *
     * @param perSecond points that came through, from the first publish to the last point
     * @param behind seconds from the last acknowledgement to the last point
     */
    record Figures(double perSecond, double behind, double cpuPerMillion, long missing) {}

    /** Publishes at this rate, 0 = as fast as the broker takes it. */
    Figures run(int port, String name, double rate, int seconds) throws IOException, InterruptedException {
        String measurement = "peers_" + carrier.toLowerCase(Locale.ROOT) + "_" + name;
        LoadPlan plan =
                LoadPlan.of(devices.subList(0, CONNECTIONS), measurement).withRate(rate);
        double cpu = cpuSeconds.getAsDouble();
        long begin = System.nanoTime();
        long published;
        try (Load load = MqttLoad.start("127.0.0.1", port, plan)) {
            BatchPhase.show(carrier + ", MQTT, " + name, load, seconds);
            load.stop();
            published = load.acknowledgedCount();
        }
        long last = System.nanoTime();
        long there = await(measurement, published);
        long end = System.nanoTime();
        Figures figures = new Figures(
                there / ((end - begin) / 1e9),
                (end - last) / 1e9,
                (cpuSeconds.getAsDouble() - cpu) / Math.max(1, there) * 1e6,
                published - there);
        System.err.printf(Locale.ROOT, "%s, %s: %,d published, %,d there%n", carrier, name, published, there);
        return figures;
    }

    /** Sends until something comes through: a carrier that has just started may not be subscribed yet. */
    void awaitFirst(int port) throws IOException, InterruptedException {
        String measurement = "peers_" + carrier.toLowerCase(Locale.ROOT) + "_first";
        LoadPlan plan =
                LoadPlan.of(devices.subList(0, CONNECTIONS), measurement).withRate(CONNECTIONS);
        Load load = MqttLoad.start("127.0.0.1", port, plan);
        try {
            await(measurement, 1);
        } finally {
            load.close();
        }
    }

    private long await(String measurement, long number) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long there = points.points(measurement);
        while (there < number && System.nanoTime() < deadline) {
            Threads.sleep(Duration.ofMillis(100));
            there = points.points(measurement);
        }
        return there;
    }
}
