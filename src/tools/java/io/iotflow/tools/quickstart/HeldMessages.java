package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages that devices wait for to be acknowledged: until the application has committed them, or, while it is away or
 * slow, until the broker's files are on the disk.
 */
final class HeldMessages {

    /** So long the application may take before its broker's files answer for it. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** After this long without a word of HiveMQ the device is to connect again. */
    static final Duration STUCK = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(HeldMessages.class);

    /** Makes all that HiveMQ has written so far outlast the machine's end. */
    interface Store {

        /** @throws IOException when it may not be on the disk */
        void sync() throws IOException;
    }

    private final Store store;
    private final BooleanSupplier isSound;
    private final LongSupplier clock;
    private final Map<Long, HeldMessage> messages = new ConcurrentHashMap<>();
    private final AtomicInteger applications = new AtomicInteger();
    private volatile boolean slow;

    /**
     * @param isSound whether HiveMQ could write all that it wrote until now
     * @param clock in nanoseconds
     */
    HeldMessages(Store store, BooleanSupplier isSound, LongSupplier clock) {
        this.store = store;
        this.isSound = isSound;
        this.clock = clock;
    }

    void hold(HeldMessage message) {
        messages.put(message.number(), message);
    }

    /** Its connection has ended, or it is acknowledged at once. */
    void forget(HeldMessage message) {
        messages.remove(message.number(), message);
    }

    /** The application has acknowledged the message with this number. */
    void committed(long number) {
        slow = false;
        HeldMessage message = messages.remove(number);
        if (message != null) {
            message.markSafe();
        }
    }

    void applicationCame() {
        applications.incrementAndGet();
    }

    void applicationWent() {
        applications.decrementAndGet();
    }

    /** To be called again and again, on a thread that may wait for the disk; never throws. */
    void round() {
        try {
            long now = clock.getAsLong();
            slow |= messages.values().stream().anyMatch(it -> it.isQueued() && isOlder(it, now, PATIENCE));
            List<HeldMessage> due = applications.get() > 0 && !slow
                    ? List.of()
                    : messages.values().stream().filter(HeldMessage::isQueued).toList();
            if (!due.isEmpty()) {
                answer(due);
            }
            messages.values().stream()
                    .filter(it -> !it.isQueued() && isOlder(it, now, STUCK))
                    .forEach(HeldMessage::refuse);
        } catch (RuntimeException e) {
            LOG.error("Messages of devices could not be acknowledged", e);
        }
    }

    private static boolean isOlder(HeldMessage message, long now, Duration age) {
        return message.ageNanos(now) >= age.toNanos();
    }

    private void answer(List<HeldMessage> due) {
        boolean kept = false;
        try {
            store.sync();
            kept = isSound.getAsBoolean(); // after that: what could not be written is known by now
        } catch (IOException e) {
            LOG.error("The broker's files could not be written to the disk: {}", e.toString());
        }
        for (HeldMessage message : due) {
            if (messages.remove(message.number(), message)) {
                if (kept) {
                    message.markSafe();
                } else {
                    message.refuse();
                }
            }
        }
    }
}
