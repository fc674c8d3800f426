package io.iotflow.stream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * One open stream. What it does not take at once waits, up to {@link #MAX_BYTES}; who is slower is told so and let go, and
 * resumes by the id of his last event. Nobody waits for it.
 */
final class Listener {

    /** So much may wait for one listener. */
    static final int MAX_BYTES = 256 * 1024;

    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration FAREWELL = Duration.ofSeconds(30);

    private final String caller;
    private final EventFilter filter;
    private final BooleanSupplier isGood;
    private final Channel channel;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final Instant since = Instant.now();
    private int bytes;
    private boolean unflushed;
    private boolean isWriting;
    private boolean isEnding;
    private boolean isClosed;
    private Instant end = Instant.MAX;
    private long position;
    private Optional<Set<Long>> devices;

    /**
     * A new one.
     *
     * @param position it has heard everything up to this id; below 0 where it begins with what comes from now on
     * @param isGood whether its caller may still listen
     */
    Listener(String caller, EventFilter filter, long position, BooleanSupplier isGood, Channel channel) {
        this.caller = caller;
        this.filter = filter;
        this.position = position;
        this.isGood = isGood;
        this.channel = channel;
        this.devices = filter.devices().map(Supplier::get);
    }

    String caller() {
        return caller;
    }

    synchronized long position() {
        return position;
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    /** Whether it takes no more events. */
    synchronized boolean isEnding() {
        return isEnding;
    }

    /** Whether there is room for an event, and for as much again of those that come meanwhile. */
    synchronized boolean hasRoomFor(LogEvent event) {
        return waiting.isEmpty() || bytes + event.bytes().length <= MAX_BYTES / 2;
    }

    /** Says from where it listens. */
    synchronized void greet(long from) {
        position = from;
        send(LogEvent.text(from, "ready", "{\"position\":" + from + "}"));
    }

    /** What became of an event. */
    enum Heard {
        TAKEN,
        NOT_WANTED,
        TOO_SLOW
    }

    /** Takes an event, if it wants it; where it was too slow for that, it is let go. */
    synchronized Heard hear(LogEvent event) {
        if (isEnding || event.id() <= position || !filter.wants(event, devices)) {
            return Heard.NOT_WANTED;
        }
        if (bytes + event.bytes().length > MAX_BYTES && !waiting.isEmpty()) {
            drop("too slow");
            return Heard.TOO_SLOW;
        }
        position = event.id();
        send(event.bytes());
        return Heard.TAKEN;
    }

    /** It has heard everything up to this id, wanted or not. */
    synchronized void heardUpTo(long id) {
        if (!isEnding) {
            position = Math.max(position, id);
        }
    }

    /** A comment, so that neither side, nor a proxy, takes the connection for dead. */
    synchronized void beat() {
        if (waiting.isEmpty() && !isEnding) {
            send(HEARTBEAT);
        }
    }

    /** Looks whether its caller may still listen, and which devices are in its group. Ends it after so long. */
    void check(Instant now, Duration longest) {
        boolean mayGoOn = isGood.getAsBoolean();
        Optional<Set<Long>> chosen = mayGoOn ? filter.devices().map(Supplier::get) : Optional.empty();
        synchronized (this) {
            if (isEnding) {
                closeAfter(now);
            } else if (!mayGoOn) {
                drop("the key or session has ended");
            } else if (now.isAfter(since.plus(longest))) {
                end();
            } else {
                devices = chosen;
            }
        }
    }

    private void closeAfter(Instant now) {
        if (now.isAfter(end)) {
            close();
        }
    }

    private void drop(String reason) {
        waiting.clear(); // it is in the log, behind the last event that went out
        bytes = 0;
        send(("event: dropped\ndata: {\"reason\":\"" + reason + "\"}\n\n").getBytes(StandardCharsets.UTF_8));
        end();
    }

    /** Ends it when what waits is written, or soon. */
    synchronized void end() {
        isEnding = true;
        end = Instant.now().plus(FAREWELL);
        write();
    }

    private void send(byte[] event) {
        waiting.add(event);
        bytes += event.length;
        write();
    }

    /** Writes what waits, as far as the channel takes it; called when it takes some again, too. */
    synchronized void write() {
        if (isClosed || isWriting) {
            return;
        }
        isWriting = true;
        try {
            while (!waiting.isEmpty() && channel.isReady()) {
                byte[] next = waiting.poll();
                bytes -= next.length;
                channel.write(next);
                unflushed = true;
            }
            if (unflushed && waiting.isEmpty() && channel.isReady()) {
                channel.flush();
                unflushed = false;
            }
        } catch (IOException | RuntimeException e) { // the caller has gone
            close();
        } finally {
            isWriting = false;
        }
        if (isEnding && waiting.isEmpty()) {
            close();
        }
    }

    /** Ends it now. */
    synchronized void close() {
        if (!isClosed) {
            isClosed = true;
            isEnding = true;
            waiting.clear();
            bytes = 0;
            channel.close();
        }
    }
}
