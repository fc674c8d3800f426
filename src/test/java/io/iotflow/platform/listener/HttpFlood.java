package io.iotflow.platform.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections of one address, 127.0.0.2, that send what a test says and read only when it says so. */
public final class HttpFlood implements AutoCloseable {

    private final List<SocketChannel> channels = new ArrayList<>();
    private final List<Integer> statuses = new ArrayList<>();

    public static HttpFlood open(URI server, int connections) throws IOException {
        HttpFlood flood = new HttpFlood();
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            channel.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
            channel.connect(new InetSocketAddress(server.getHost(), server.getPort()));
            channel.configureBlocking(false);
            flood.channels.add(channel);
            flood.statuses.add(0);
        }
        return flood;
    }

    /** Sends this on each connection, as much as it takes at once. */
    public void send(String text) {
        for (SocketChannel channel : channels) {
            try {
                channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                // The server has closed it.
            }
        }
    }

    /** The status of what was answered so far on each connection; 0 for nothing. */
    List<Integer> statuses() {
        ByteBuffer buffer = ByteBuffer.allocate(16_384);
        for (int i = 0; i < channels.size(); i++) {
            try {
                buffer.clear();
                if (channels.get(i).read(buffer) > 12) {
                    String answer = new String(buffer.array(), 0, 12, StandardCharsets.US_ASCII);
                    if (answer.startsWith("HTTP/1.1 ")) {
                        statuses.set(i, Integer.valueOf(answer.substring(9)));
                    }
                }
            } catch (IOException e) {
                // The server has closed it.
            }
        }
        return List.copyOf(statuses);
    }

    /** How many of them the server has not closed; reads what it has sent. */
    public int openCount() {
        ByteBuffer buffer = ByteBuffer.allocate(16_384);
        int open = 0;
        for (SocketChannel channel : channels) {
            try {
                buffer.clear();
                open += channel.read(buffer) < 0 ? 0 : 1;
            } catch (IOException e) {
                // The server has closed it.
            }
        }
        return open;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }
}
