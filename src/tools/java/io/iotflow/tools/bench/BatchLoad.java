package io.iotflow.tools.bench;

import java.net.URI;

/** Connections that post many messages in each request, as Telegraf and gateways do, and wait for each answer. */
final class BatchLoad extends Load {

    private final URI server;
    private final BatchForm form;
    private final String head;

    private BatchLoad(URI server, BatchForm form, String key, LoadPlan plan) {
        super(plan);
        this.server = server;
        this.form = form;
        this.head = "POST " + form.path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + key
                + "\r\nContent-Type: "
                + (form == BatchForm.lines ? "text/plain; charset=utf-8" : "application/json") + "\r\n";
    }

    /** @param key the header that lets it write for all devices of the plan */
    static BatchLoad start(URI server, BatchForm form, String key, LoadPlan plan) {
        BatchLoad load = new BatchLoad(server, form, key, plan);
        load.begin(form.name());
        return load;
    }

    @Override
    void run(int connection) throws InterruptedException {
        BatchBody body = new BatchBody(form, plan.devices(), plan.base());
        int[] numbers = new int[form.messages];
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            while (awaitTurn()) {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = ledger(i % plan.devices().size()).take();
                }
                if (deliver(http, body.request(head, numbers), form.stored)) {
                    for (int i = 0; i < numbers.length; i++) {
                        ledger(i % plan.devices().size()).acknowledge(numbers[i]);
                    }
                }
            }
        }
    }
}
