package io.iotflow.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** What is between a device and its broker: a port that passes everything on, or swallows it without a word. */
public final class UnreliableNetwork implements AutoCloseable {

    private final ServerSocket listener;
    private final int brokerPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean swallows;
    private volatile boolean hangsUp;

    /** On a free port. */
    public UnreliableNetwork(int brokerPort) throws IOException {
        this(brokerPort, 0);
    }

    /** On this port. */
    public UnreliableNetwork(int brokerPort, int port) throws IOException {
        this.listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.brokerPort = brokerPort;
        threads.execute(this::accept);
    }

    /** Where a device finds it. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on nothing arrives, in neither direction, and nobody is told. */
    public void swallow() {
        swallows = true;
    }

    /** Connections break, and new ones as soon as they are there: a proxy whose broker is away. */
    public void hangUp() throws IOException {
        hangsUp = true;
        breakAll();
    }

    /** Connections break, and new ones pass everything on. */
    public void recover() throws IOException {
        swallows = false;
        hangsUp = false;
        breakAll();
    }

    private void breakAll() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
        open.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket device = listener.accept();
                if (hangsUp) {
                    device.close();
                    continue;
                }
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
                open.add(device);
                open.add(broker);
                threads.execute(() -> pass(device, broker));
                threads.execute(() -> pass(broker, device));
            }
        } catch (IOException | RejectedExecutionException e) {
            // closed: the test is over
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!swallows) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // the other side, or the test, has closed it
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        recover();
        threads.shutdownNow();
    }
}
