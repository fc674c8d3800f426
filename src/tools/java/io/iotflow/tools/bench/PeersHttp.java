package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.net.URI;
import java.util.List;

/** One reading a request over many connections, to whoever takes it. */
final class PeersHttp {

    static final int CONNECTIONS = 64;

    private static final int FIRST_SECONDS = 10;

    private final List<RegisteredDevice> devices;
    private final int warmUp;
    private final int seconds;

    PeersHttp(List<RegisteredDevice> devices, int warmUp, int seconds) {
        this.devices = devices;
        this.warmUp = warmUp;
        this.seconds = seconds;
    }

    /** What a server answered a second: in the first ten seconds, and after the warm-up. */
    record Rates(double first, double warm) {}

    Rates rates(String name, URI server, HttpForm form) {
        try (HttpLoad load = HttpLoad.start(server, form, plan(name, 0))) {
            double first = perSecond(name + ", HTTP, first", load, FIRST_SECONDS);
            BatchPhase.show(name + ", HTTP, warm-up", load, warmUp);
            return new Rates(first, perSecond(name + ", HTTP", load, seconds));
        }
    }

    /** Milliseconds that 99 of 100 answers took at a rate, counted from when each was due. */
    double p99(String name, URI server, HttpForm form, double rate) {
        try (HttpLoad load = HttpLoad.start(server, form, plan(name + "_paced", rate))) {
            BatchPhase.show(name + ", HTTP, paced", load, FIRST_SECONDS);
            var latencies = load.freshLatencies();
            BatchPhase.show(name + ", HTTP, paced", load, seconds);
            return latencies.getValueAtPercentile(99) / 1e3;
        }
    }

    private static double perSecond(String stage, Load load, int seconds) {
        long before = load.acknowledgedCount();
        long begin = System.nanoTime();
        BatchPhase.show(stage, load, seconds);
        return (load.acknowledgedCount() - before) / ((System.nanoTime() - begin) / 1e9);
    }

    private LoadPlan plan(String name, double rate) {
        return LoadPlan.of(devices.subList(0, CONNECTIONS), "peers_http_" + name)
                .withConnections(CONNECTIONS)
                .withRate(rate);
    }
}
