package io.iotflow.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that nothing listens at, each given once. They are below those that Linux gives to connections by itself, and each
 * JVM of the tests has a range of its own, so that nobody takes one before its test does.
 */
public final class FreePorts {

    private static final int RANGE = 5000;

    private static final AtomicInteger NEXT = new AtomicInteger(
            20_000 + Forks.number() % 2 * RANGE + ThreadLocalRandom.current().nextInt(RANGE / 2));

    private FreePorts() {}

    public static int next() {
        int port = NEXT.getAndIncrement();
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            return next();
        }
    }
}
