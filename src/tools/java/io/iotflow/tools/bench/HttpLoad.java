package io.iotflow.tools.bench;

import java.net.URI;

/** Devices that post to {@code /api/v1/devices/telemetry} over connections kept alive, and wait for each 201. */
public final class HttpLoad extends Load {

    private static final int CREATED = 201;

    private final URI server;

    private HttpLoad(URI server, LoadPlan plan) {
        super(plan);
        this.server = server;
    }

    /** Starts to post to a server such as {@code http://127.0.0.1:5000}; it need not be there yet. */
    public static HttpLoad start(URI server, LoadPlan plan) {
        HttpLoad load = new HttpLoad(server, plan);
        load.begin("http-load");
        return load;
    }

    @Override
    void run(int connection) throws InterruptedException {
        int device = connection % plan.devices().size();
        Ledger ledger = ledger(device);
        Payload request =
                Payload.http(server.getAuthority(), plan.devices().get(device), plan.measurement(), plan.base());
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            while (awaitTurn()) {
                int number = ledger.take();
                if (deliver(http, request.with(number), CREATED)) {
                    ledger.acknowledge(number);
                }
            }
        }
    }
}
