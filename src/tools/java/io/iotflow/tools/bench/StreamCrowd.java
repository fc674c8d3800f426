package io.iotflow.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * Many listeners of the live stream in one thread, which takes what comes and reads it only for some: a thread for each, or
 * reading all of it, would take the machine that is to be measured.
 */
final class StreamCrowd implements AutoCloseable {

    private static final int SAMPLE = 20;
    private static final Pattern RECEIVED = Pattern.compile("\"received_at\":\"([^\"]+)\"");
    private static final String DROPPED = "event: dropped";

    private final Selector selector = Selector.open();
    private final AtomicLong bytes = new AtomicLong();
    private final Histogram micros = new Histogram(3);
    private final Thread thread = new Thread(this::run, "stream-crowd");
    private volatile boolean stopping;

    /** A listener whose events are read. */
    private static final class Sampled {

        private final StringBuilder text = new StringBuilder();
    }

    /** @param paths the address of the stream for each listener, with its filters */
    StreamCrowd(URI server, String adminKey, List<String> paths) throws IOException {
        InetSocketAddress address = new InetSocketAddress(server.getHost(), server.getPort());
        for (int i = 0; i < paths.size(); i++) {
            SocketChannel channel = SocketChannel.open(address);
            String request = "GET " + paths.get(i) + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\nX-API-Key: "
                    + adminKey + "\r\nAccept: text/event-stream\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, i < SAMPLE ? new Sampled() : null);
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Bytes that came since they were asked for last. */
    long takeBytes() {
        return bytes.getAndSet(0);
    }

    /** From when the server received a reading until a sampled listener heard it, since it was asked for last. */
    Histogram takeMicros() {
        synchronized (micros) {
            Histogram taken = micros.copy();
            micros.reset();
            return taken;
        }
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);
        try {
            while (!stopping) {
                selector.select(key -> read(key, buffer), 100);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        try {
            buffer.clear();
            int count = ((SocketChannel) key.channel()).read(buffer);
            if (count < 0) {
                key.channel().close();
            } else {
                bytes.addAndGet(count);
                if (key.attachment() instanceof Sampled sampled) {
                    note(sampled, StandardCharsets.US_ASCII.decode(buffer.flip()));
                }
            }
        } catch (IOException e) { // the server has ended it
            key.cancel();
        }
    }

    private void note(Sampled sampled, CharSequence more) {
        Instant now = Instant.now();
        sampled.text.append(more);
        int end = sampled.text.lastIndexOf("\n\n");
        if (end < 0) {
            return;
        }
        String events = sampled.text.substring(0, end);
        sampled.text.delete(0, end);
        if (events.contains(DROPPED)) {
            return;
        }
        Matcher received = RECEIVED.matcher(events);
        synchronized (micros) {
            while (received.find()) {
                Duration took = Duration.between(Instant.parse(received.group(1)), now);
                micros.recordValue(Math.max(0, took.toNanos() / 1_000));
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        Threads.join(thread);
        selector.keys().forEach(it -> {
            try {
                it.channel().close();
            } catch (IOException e) {
                // It is gone either way.
            }
        });
    }
}
