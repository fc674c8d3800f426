package io.iotflow.tools.bench;

import java.net.URI;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Devices that send one reading a request over connections kept alive, and wait for each answer. */
public final class HttpLoad extends Load {

    private final List<URI> servers;
    private final HttpForm form;
    private volatile Histogram latencies = new ConcurrentHistogram(3);

    private HttpLoad(List<URI> servers, HttpForm form, LoadPlan plan) {
        super(plan);
        this.servers = List.copyOf(servers);
        this.form = form;
    }

    /** Starts to post to a server such as {@code http://127.0.0.1:5000}; it need not be there yet. */
    public static HttpLoad start(URI server, LoadPlan plan) {
        return start(List.of(server), plan);
    }

    /** The same to several nodes: each connection to one of them, and to the next one when that fails. */
    static HttpLoad start(List<URI> servers, LoadPlan plan) {
        return start(servers, HttpForm.DEVICES, plan);
    }

    /** The same with other requests than the application's own. */
    static HttpLoad start(URI server, HttpForm form, LoadPlan plan) {
        return start(List.of(server), form, plan);
    }

    private static HttpLoad start(List<URI> servers, HttpForm form, LoadPlan plan) {
        HttpLoad load = new HttpLoad(servers, form, plan);
        load.begin("http-load");
        return load;
    }

    /** Microseconds from when a request was due to its answer, from now on; those until now are forgotten. */
    Histogram freshLatencies() {
        Histogram fresh = new ConcurrentHistogram(3);
        latencies = fresh;
        return fresh;
    }

    @Override
    void run(int connection) throws InterruptedException {
        int device = connection % plan.devices().size();
        Ledger ledger = ledger(device);
        int server = connection % servers.size();
        Payload request = request(device, server);
        HttpConnection http = open(server);
        try {
            for (OptionalLong due = awaitDue(); due.isPresent(); due = awaitDue()) {
                int number = ledger.take();
                while (!attempt(http, request.with(number), form.stored())) {
                    if (isStopping()) {
                        return;
                    }
                    pauseAfterFailure();
                    http.close();
                    server = (server + 1) % servers.size();
                    request = request(device, server);
                    http = open(server);
                }
                ledger.acknowledge(number);
                latencies.recordValue(Math.max(0, (System.nanoTime() - due.getAsLong()) / 1_000));
            }
        } finally {
            http.close();
        }
    }

    private Payload request(int device, int server) {
        return form.request(servers.get(server).getAuthority(), plan.devices().get(device), plan);
    }

    private HttpConnection open(int server) {
        return new HttpConnection(
                servers.get(server).getHost(), servers.get(server).getPort());
    }
}
