package io.iotflow.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Devices that send until they are stopped, each its messages in order, whatever happens to the other side. A message is
 * sent again, under the same sequence number, until it is acknowledged.
 */
public abstract sealed class Load implements AutoCloseable permits MqttLoad, HttpLoad, BatchLoad {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final long RETRY_MILLIS = 100;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    final LoadPlan plan;
    private final List<Ledger> ledgers;
    private final Pacer pacer;
    private final List<Thread> threads = new ArrayList<>();
    private final Gate gate = new Gate();
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile String lastFailure;
    private volatile boolean stopping;

    Load(LoadPlan plan) {
        this.plan = plan;
        this.pacer = new Pacer(plan.rate());
        this.ledgers = plan.devices().stream().map(device -> new Ledger()).toList();
    }

    /** What one connection does from start to stop, losses included. */
    abstract void run(int connection) throws InterruptedException;

    final void begin(String name) {
        for (int i = 0; i < plan.connections(); i++) {
            int connection = i;
            threads.add(new Thread(() -> runQuietly(connection), name + "-" + i));
        }
        threads.forEach(thread -> thread.setDaemon(true));
        threads.forEach(Thread::start);
    }

    private void runQuietly(int connection) {
        try {
            run(connection);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stop() lost its patience
        }
    }

    /** Waits until a new message may be sent; false when it shall send no more. */
    final boolean awaitTurn() throws InterruptedException {
        return awaitDue().isPresent();
    }

    /** The same, with when it was due. */
    final OptionalLong awaitDue() throws InterruptedException {
        long due = 0;
        if (!stopping) {
            due = pacer.await(() -> stopping);
            gate.pass(passed.incrementAndGet());
        }
        return stopping ? OptionalLong.empty() : OptionalLong.of(due);
    }

    final Ledger ledger(int device) {
        return ledgers.get(device);
    }

    final boolean isStopping() {
        return stopping;
    }

    final void failed(String reason) {
        failed.incrementAndGet();
        lastFailure = reason;
    }

    final void pauseAfterFailure() throws InterruptedException {
        Thread.sleep(RETRY_MILLIS);
    }

    /** Posts until the answer has the status that says stored; false when the load stopped before. */
    final boolean deliver(HttpConnection http, byte[] request, int stored) throws InterruptedException {
        while (!attempt(http, request, stored)) {
            if (isStopping()) {
                return false;
            }
            pauseAfterFailure();
        }
        return true;
    }

    /** Posts once; whether the answer has the status that says stored. */
    final boolean attempt(HttpConnection http, byte[] request, int stored) {
        try {
            int status = http.exchange(request);
            if (status == stored) {
                return true;
            }
            if (status >= BAD_REQUEST && status < SERVER_ERROR) {
                refused.incrementAndGet();
            }
            failed("HTTP " + status);
        } catch (IOException e) {
            http.close();
            failed(e.toString());
        }
        return false;
    }

    /** With a rate: does not make up for what a slow start left behind. */
    final void restartSchedule() {
        pacer.restart();
    }

    /** When message {@code seq} of the only device is due, on the clock of {@link System#nanoTime}; unless restarted. */
    final long due(long seq) {
        return pacer.due(seq);
    }

    /** Messages sent at least once; one that is sent again is not counted again. */
    public final long sent() {
        return ledgers.stream().mapToLong(Ledger::taken).sum();
    }

    /** Messages acknowledged: PUBACK or 201. */
    public final long acknowledgedCount() {
        return ledgers.stream().mapToLong(Ledger::acknowledgedCount).sum();
    }

    /** The acknowledged sequence numbers of each device, by device id; a copy. Final after {@link #stop}. */
    public final Map<String, BitSet> acknowledged() {
        Map<String, BitSet> acknowledged = new LinkedHashMap<>();
        for (int i = 0; i < ledgers.size(); i++) {
            acknowledged.put(plan.devices().get(i).deviceId(), ledgers.get(i).acknowledged());
        }
        return acknowledged;
    }

    /** Attempts that failed: a connection refused or lost, an answer that was not the acknowledgement. */
    public final long failed() {
        return failed.get();
    }

    /** Those of them that were answered with a status that blames the request or its sender. */
    final long refused() {
        return refused.get();
    }

    /** Why the last of them failed. */
    public final Optional<String> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Bounds the messages sent from the start on; without this call there is no bound. */
    public final void allow(long messages) {
        gate.open(messages);
    }

    /** Sends nothing new, waits a while for what is under way, and closes the connections. */
    public final void stop() {
        stopping = true;
        gate.openForEver();
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
                thread.interrupt();
            }
            for (Thread thread : threads) {
                thread.join(1000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public final void close() {
        stop();
    }
}
