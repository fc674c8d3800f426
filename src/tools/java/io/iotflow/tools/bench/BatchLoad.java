package io.iotflow.tools.bench;

import java.net.URI;
import java.time.Duration;
import java.util.stream.IntStream;

/**
 * Connections that post many messages in each request, as Telegraf and gateways do, and wait for each answer. Where there are
 * more devices than messages in a request, each connection has devices of its own, and goes on with those that are next.
 */
final class BatchLoad extends Load {

    private final URI server;
    private final BatchForm form;
    private final String head;
    private final Duration step;

    private BatchLoad(URI server, BatchForm form, String key, LoadPlan plan, Duration step) {
        super(plan);
        this.step = step;
        this.server = server;
        this.form = form;
        this.head = head(server, form, key);
    }

    /** What stands before {@code Content-Length} in a request. */
    static String head(URI server, BatchForm form, String key) {
        return "POST " + form.path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n" + key
                + "\r\nContent-Type: "
                + (form == BatchForm.lines ? "text/plain; charset=utf-8" : "application/json") + "\r\n";
    }

    /** @param key the header that lets it write for all devices of the plan */
    static BatchLoad start(URI server, BatchForm form, String key, LoadPlan plan) {
        return start(server, form, key, plan, Duration.ofMillis(1));
    }

    /** The same with another time between two messages of a device than the plan's. */
    static BatchLoad start(URI server, BatchForm form, String key, LoadPlan plan, Duration step) {
        BatchLoad load = new BatchLoad(server, form, key, plan, step);
        load.begin(form.name());
        return load;
    }

    @Override
    void run(int connection) throws InterruptedException {
        int[] own = own(connection);
        BatchBody body = new BatchBody(
                form, IntStream.of(own).mapToObj(plan.devices()::get).toList(), plan.base(), step);
        int[] numbers = new int[form.messages];
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            for (int first = 0; awaitTurn(); first = (first + numbers.length) % own.length) {
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = ledger(own[(first + i) % own.length]).take();
                }
                if (deliver(http, body.request(head, first, numbers), form.stored)) {
                    for (int i = 0; i < numbers.length; i++) {
                        ledger(own[(first + i) % own.length]).acknowledge(numbers[i]);
                    }
                }
            }
        }
    }

    private int[] own(int connection) {
        int devices = plan.devices().size();
        return IntStream.range(0, devices)
                .filter(it -> devices <= form.messages || it % plan.connections() == connection)
                .toArray();
    }
}
