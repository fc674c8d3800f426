package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One device calls all nodes at once, much faster than it may. Each node may give it what is allowed at once before it hears
 * of the others; all of that is paid back, so that nothing more passes until one node alone would have let as much through.
 */
final class NodesLimit {

    /** The limit of heartbeats. */
    static final String SETTING = "60/PT1M";

    private static final int AT_ONCE = 60;
    private static final double A_SECOND = 1;
    private static final int OK = 200;
    private static final Duration LENGTH = Duration.ofSeconds(20);

    private NodesLimit() {}

    /**
     * What came through.
     *
     * @param allowed by one node alone in this time
     */
    record Outcome(int nodes, int passed, int asked, int allowed) {

        /** Whether no more came through than before the nodes had heard of each other, in their first two seconds. */
        boolean isRight() {
            return passed >= AT_ONCE && passed <= nodes * (AT_ONCE + 2 * A_SECOND);
        }

        @Override
        public String toString() {
            return passed + " of " + asked + " calls passed in " + LENGTH.toSeconds() + " s; one node alone allows "
                    + allowed + ", " + nodes + " that knew nothing of each other " + nodes * allowed;
        }
    }

    static Outcome run(List<AppNode> nodes, RegisteredDevice device) {
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();
        long end = System.nanoTime() + LENGTH.toNanos();
        List<Thread> threads = new ArrayList<>();
        for (AppNode node : nodes) {
            Thread thread = new Thread(() -> call(node, device, end, passed, asked), "limit");
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        threads.forEach(it -> join(it));
        int allowed = AT_ONCE + (int) (A_SECOND * LENGTH.toSeconds());
        return new Outcome(nodes.size(), passed.get(), asked.get(), allowed);
    }

    private static void call(
            AppNode node, RegisteredDevice device, long end, AtomicInteger passed, AtomicInteger asked) {
        byte[] request = ("POST /api/v1/devices/heartbeat HTTP/1.1\r\nHost: "
                        + node.uri().getAuthority() + "\r\nX-API-Key: " + device.key()
                        + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                .getBytes(StandardCharsets.US_ASCII);
        try (HttpConnection http =
                new HttpConnection(node.uri().getHost(), node.uri().getPort())) {
            while (System.nanoTime() < end) {
                asked.incrementAndGet();
                if (http.exchange(request) == OK) {
                    passed.incrementAndGet();
                }
                Threads.sleep(Duration.ofMillis(20)); // a hundred times what it may, and little of the machine
            }
        } catch (IOException e) {
            System.err.println("The limit could not be tried at " + node.name() + ": " + e.getMessage());
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(LENGTH.plusSeconds(20).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
