package io.iotflow.tools.bench;

import java.net.URI;
import java.util.List;

/** Devices that post to {@code /api/v1/devices/telemetry} over connections kept alive, and wait for each 201. */
public final class HttpLoad extends Load {

    private static final int CREATED = 201;

    private final List<URI> servers;

    private HttpLoad(List<URI> servers, LoadPlan plan) {
        super(plan);
        this.servers = List.copyOf(servers);
    }

    /** Starts to post to a server such as {@code http://127.0.0.1:5000}; it need not be there yet. */
    public static HttpLoad start(URI server, LoadPlan plan) {
        return start(List.of(server), plan);
    }

    /** The same to several nodes: each connection to one of them, and to the next one when that fails. */
    static HttpLoad start(List<URI> servers, LoadPlan plan) {
        HttpLoad load = new HttpLoad(servers, plan);
        load.begin("http-load");
        return load;
    }

    @Override
    void run(int connection) throws InterruptedException {
        int device = connection % plan.devices().size();
        Ledger ledger = ledger(device);
        int server = connection % servers.size();
        Payload request = request(device, server);
        HttpConnection http = open(server);
        try {
            while (awaitTurn()) {
                int number = ledger.take();
                while (!attempt(http, request.with(number), CREATED)) {
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
            }
        } finally {
            http.close();
        }
    }

    private Payload request(int device, int server) {
        return Payload.http(
                servers.get(server).getAuthority(), plan.devices().get(device), plan.measurement(), plan.base());
    }

    private HttpConnection open(int server) {
        return new HttpConnection(
                servers.get(server).getHost(), servers.get(server).getPort());
    }
}
