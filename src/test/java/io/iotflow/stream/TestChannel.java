package io.iotflow.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes what is written, while it is ready. */
final class TestChannel implements Channel {

    private final StringBuilder text = new StringBuilder();
    private boolean isReady = true;
    private boolean isClosed;

    synchronized void setReady(boolean ready) {
        isReady = ready;
    }

    @Override
    public synchronized boolean isReady() {
        return isReady;
    }

    @Override
    public synchronized void write(byte[] bytes) {
        text.append(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void flush() {
        // It keeps nothing back.
    }

    @Override
    public synchronized void close() {
        isClosed = true;
    }

    synchronized boolean isClosed() {
        return isClosed;
    }

    synchronized String text() {
        return text.toString();
    }

    /** The ids of all events but the greeting. */
    List<Long> ids() {
        List<Long> ids = new ArrayList<>();
        for (String event : text().split("\n\n")) {
            if (event.startsWith("id: ") && !event.contains("event: ready\n")) {
                ids.add(Long.parseLong(event.substring(4, event.indexOf('\n'))));
            }
        }
        return ids;
    }

    /** The ids of the events of this type. */
    List<Long> ids(String type) {
        List<Long> ids = new ArrayList<>();
        for (String event : text().split("\n\n")) {
            if (event.contains("event: " + type + "\n") && event.startsWith("id: ")) {
                ids.add(Long.parseLong(event.substring(4, event.indexOf('\n'))));
            }
        }
        return ids;
    }
}
