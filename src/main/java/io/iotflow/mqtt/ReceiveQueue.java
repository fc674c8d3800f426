package io.iotflow.mqtt;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Messages on their way from Paho's thread to a managed one: in order, and at most so many that are not acknowledged.
 * When that many are out, {@link #put} blocks, Paho stops reading, and the broker keeps the rest.
 */
final class ReceiveQueue {

    /**
     * Half of the time for which those of a moment are gathered. A commit costs as much as some thirty messages; of 2,000 a
     * second forty come in the whole of it (src/docs/performance.md).
     */
    private static final Duration HALF_OF_GATHERING = Duration.ofMillis(10);

    private static final int MANY = 400; // at once: they need not be gathered

    private final int max;
    private final Pause pause;
    private final Semaphore places;
    private final Runnable onPut;
    private final Queue<ReceivedMessage> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** Lets time pass. */
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * @param max how many messages, large ones counting for several, may be unacknowledged
     * @param onPut told of each message, after it can be drained
     */
    ReceiveQueue(int max, Runnable onPut) {
        this(max, onPut, it -> TimeUnit.NANOSECONDS.sleep(it.toNanos()));
    }

    ReceiveQueue(int max, Runnable onPut, Pause pause) {
        this.max = max;
        this.pause = pause;
        this.onPut = onPut;
        this.places = new Semaphore(max);
    }

    /**
     * Takes a message, waiting for space.
     *
     * @throws IllegalStateException when the queue was closed meanwhile; the message stays unacknowledged
     */
    void put(ReceivedMessage received) {
        int weight = weight(received);
        try {
            while (!places.tryAcquire(weight, 200, TimeUnit.MILLISECONDS)) {
                if (closed) {
                    throw new IllegalStateException("the application stops");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        Runnable acknowledgement = () -> {
            places.release(weight);
            received.acknowledge();
        };
        waiting.add(new ReceivedMessage(
                received.topic(), received.payload(), received.receivedAt(), received.retained(), acknowledgement));
        onPut.run();
    }

    /** One, and one more for each KiB, so that large messages cannot fill the memory. */
    private int weight(ReceivedMessage received) {
        return Math.min(max, 1 + received.payload().length / 1024);
    }

    /** Ends all waiting for space. */
    void close() {
        closed = true;
    }

    /** How many (large ones count for several) are taken and not acknowledged. */
    int inFlight() {
        return max - places.availablePermits();
    }

    /**
     * Hands one message after the other to the reader, until none waits or it shall end; returns how many. One that it
     * cannot take stays the first.
     *
     * @throws RuntimeException of the reader
     */
    int drainTo(Consumer<ReceivedMessage> reader, BooleanSupplier isToEnd) {
        int read = 0;
        for (ReceivedMessage next = waiting.peek(); next != null && !isToEnd.getAsBoolean(); next = waiting.peek()) {
            reader.accept(next);
            waiting.remove();
            read++;
        }
        return read;
    }

    /**
     * The same until no more come: one that comes alone is handed over at once, and so are those that come by the hundred;
     * else those of a moment are gathered, because each batch costs a commit.
     */
    void drainAsTheyCome(Consumer<ReceivedMessage> reader, BooleanSupplier isToEnd) throws InterruptedException {
        for (int read = drainTo(reader, isToEnd);
                read > 0 && !isToEnd.getAsBoolean();
                read = drainTo(reader, isToEnd)) {
            if (read > 1 && read < MANY) {
                gather(read);
            } else {
                pause.of(Duration.ofMillis(1));
            }
        }
    }

    /**
     * Lets more come, unless exactly as many wait already as came the last time: then the broker has only so many
     * unacknowledged (its window, often 10 to 32), and waits for us.
     */
    private void gather(int last) throws InterruptedException {
        pause.of(HALF_OF_GATHERING);
        if (waiting.size() != last) {
            pause.of(HALF_OF_GATHERING);
        }
    }
}
