package io.iotflow.tools.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fleet that sends line protocol round after round, each device one message in each. Which devices share a request is spread
 * over the whole fleet, as it is where each has a clock of its own: neighbours in one request would find the same pages of
 * PostgreSQL's indexes.
 */
final class FleetRounds implements AutoCloseable {

    private static final BatchForm FORM = BatchForm.lines;
    private static final int CONNECTIONS = 2;
    private static final long PAUSE_MILLIS = 100;
    private static final long STEP_MILLIS = 1;
    private static final double GOLDEN = 0.6180339887;

    private final URI server;
    private final String head;
    private final String measurement;
    private final int devices;
    private final int newSeriesEvery;
    private final long base;
    private final long last;
    private final long stride;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;
    private volatile String lastFailure;

    /**
     * What is sent.
     *
     * @param measurement a new one for each, so that no message is one that was sent before
     * @param newSeriesEvery in which message a tag is new, 0 for none
     * @param rounds how many, 0 for as many as there is time for
     */
    record Plan(String measurement, int devices, int newSeriesEvery, long rounds, Instant base) {}

    private FleetRounds(BenchStack stack, Plan plan) {
        this.server = stack.application().uri();
        this.head = BatchLoad.head(server, FORM, "X-API-Key: " + stack.adminKey());
        this.measurement = plan.measurement();
        this.devices = plan.devices();
        this.newSeriesEvery = plan.newSeriesEvery();
        this.base = plan.base().toEpochMilli();
        this.last = plan.rounds() == 0 ? Long.MAX_VALUE : plan.rounds() * plan.devices();
        this.stride = stride(plan.devices());
    }

    static FleetRounds start(BenchStack stack, Plan plan) {
        FleetRounds rounds = new FleetRounds(stack, plan);
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread thread = new Thread(rounds::run, "rounds-" + i);
            thread.setDaemon(true);
            rounds.threads.add(thread);
            thread.start();
        }
        return rounds;
    }

    /** Has no divisor in common with the number of devices, so that a round has each of them once. */
    static long stride(int devices) {
        long stride = Math.max(1, (long) (devices * GOLDEN));
        while (gcd(stride, devices) != 1) {
            stride++;
        }
        return stride;
    }

    private static long gcd(long one, long other) {
        return other == 0 ? one : gcd(other, one % other);
    }

    /** The number of the device that sends this message, from 1 on. */
    static int device(long message, int devices, long stride) {
        return 1 + (int) (message % devices * stride % devices);
    }

    private void run() {
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            for (long first = next.getAndAdd(FORM.messages);
                    first < last && !stopping;
                    first = next.getAndAdd(FORM.messages)) {
                send(http, first, (int) Math.min(FORM.messages, last - first));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(HttpConnection http, long first, int messages) throws InterruptedException {
        byte[] request = request(first, messages);
        while (true) {
            try {
                int status = http.exchange(request);
                if (status == FORM.stored) {
                    stored.addAndGet(messages);
                    return;
                }
                lastFailure = "HTTP " + status;
            } catch (IOException e) {
                http.close();
                lastFailure = e.toString();
            }
            failed.incrementAndGet();
            if (stopping) {
                return;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    private byte[] request(long first, int messages) {
        StringBuilder body = new StringBuilder(messages * 110);
        for (long message = first; message < first + messages; message++) {
            body.append(measurement).append(",device_id=fleet-").append(device(message, devices, stride));
            if (newSeriesEvery > 0 && message % newSeriesEvery == 0) {
                body.append(",room=new").append(message);
            } else {
                body.append(",room=lab");
            }
            body.append(" temperature=21.5,humidity=48.25,battery=3.71 ")
                    .append(base + message / devices * STEP_MILLIS)
                    .append('\n');
        }
        String start = head + "Content-Length: " + body.length() + "\r\n\r\n";
        return (start + body).getBytes(StandardCharsets.US_ASCII);
    }

    /** Messages that were answered as stored. */
    long stored() {
        return stored.get();
    }

    long failed() {
        return failed.get();
    }

    /** Until all rounds are sent. */
    void await() throws InterruptedException {
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                thread.join(10_000);
                System.err.printf(
                        Locale.ROOT,
                        "%-20s %,12d stored%s%n",
                        measurement,
                        stored(),
                        lastFailure == null ? "" : ", last failure: " + lastFailure);
            }
        }
    }

    /** Sends nothing new, and waits for the requests that are under way. */
    void stop() {
        stopping = true;
        threads.forEach(Threads::join);
    }

    @Override
    public void close() {
        stop();
    }
}
