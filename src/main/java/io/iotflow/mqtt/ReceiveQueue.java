package io.iotflow.mqtt;

import io.iotflow.platform.task.BackOff;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Messages on their way from Paho's thread to a managed one: in order, and at most so many that are not acknowledged.
 * When that many are out, {@link #put} blocks, Paho stops reading, and the broker keeps the rest.
 */
final class ReceiveQueue {

    private static final Logger LOG = Logger.getLogger(ReceiveQueue.class.getName());

    private final int max;
    private final Semaphore places;
    private final BlockingQueue<ReceivedMessage> waiting = new LinkedBlockingQueue<>();
    private volatile boolean closed;
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(10));

    ReceiveQueue(int max) {
        this.max = max;
        this.places = new Semaphore(max);
    }

    /**
     * Takes a message, waiting for space.
     *
     * @throws IllegalStateException when the inbox was closed meanwhile; the message stays unacknowledged
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

    /** Hands one message after the other to the reader until interrupted; one that it cannot take is offered again. */
    void drainTo(Consumer<ReceivedMessage> reader) throws InterruptedException {
        while (true) {
            ReceivedMessage next = waiting.take();
            while (!isTaken(next, reader)) {
                TimeUnit.MILLISECONDS.sleep(backOff.next().toMillis());
            }
            backOff.reset();
        }
    }

    private static boolean isTaken(ReceivedMessage received, Consumer<ReceivedMessage> reader) {
        try {
            reader.accept(received);
            return true;
        } catch (RuntimeException | Error e) { // whatever it is, this task must not end
            LOG.log(Level.WARNING, e, () -> "messages wait: the first one cannot be taken now");
            return false;
        }
    }
}
