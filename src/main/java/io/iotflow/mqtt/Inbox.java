package io.iotflow.mqtt;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Envelopes on their way from Paho's thread to a managed one: in order, and at most so many that are not acknowledged.
 * When that many are out, {@link #put} blocks, Paho stops reading, and the broker keeps the rest.
 */
final class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class.getName());

    private final Semaphore places;
    private final Queue<Envelope> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean draining = new AtomicBoolean();
    private final BiConsumer<Runnable, Duration> executor;
    private final Consumer<Envelope> reader;
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(10));

    /** The executor runs a task on a managed thread after a pause. */
    Inbox(int most, BiConsumer<Runnable, Duration> executor, Consumer<Envelope> reader) {
        this.places = new Semaphore(most);
        this.executor = executor;
        this.reader = reader;
    }

    void put(Envelope envelope) {
        places.acquireUninterruptibly();
        waiting.add(new Envelope(envelope.topic(), envelope.payload(), envelope.receivedAt(), () -> {
            places.release();
            count.decrementAndGet();
            envelope.acknowledge();
        }));
        count.incrementAndGet();
        start(Duration.ZERO);
    }

    /** How many are taken and not acknowledged. */
    int inFlight() {
        return count.get();
    }

    private void start(Duration pause) {
        if (draining.compareAndSet(false, true)) {
            executor.accept(this::drain, pause);
        }
    }

    private void drain() {
        Duration pause = Duration.ZERO;
        try {
            for (Envelope next = waiting.peek(); next != null; next = waiting.peek()) {
                reader.accept(next);
                waiting.remove();
                backOff.reset();
            }
        } catch (RuntimeException e) {
            pause = backOff.next();
            LOG.log(Level.WARNING, e, () -> "messages wait: the first one cannot be taken now");
        } finally {
            draining.set(false);
        }
        if (!waiting.isEmpty()) {
            start(pause);
        }
    }
}
