package io.iotflow.tools.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Connections of one device that publish at QoS 1 as fast as TCP takes it, without waiting for acknowledgements. */
final class MqttFlood implements AutoCloseable {

    private static final int BATCH = 200;

    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicLong acknowledged = new AtomicLong();

    static MqttFlood start(int port, String device, String key, int connections) throws IOException {
        MqttFlood flood = new MqttFlood();
        for (int i = 0; i < connections; i++) {
            Socket socket = connect(Ports.LOOPBACK, port, device, key, device + "/" + i);
            flood.sockets.add(socket);
            thread(() -> flood.send(socket, "iotflow/devices/" + device + "/telemetry/m"));
            thread(() -> flood.count(socket));
        }
        return flood;
    }

    /** Publishes one message to be retained, and waits until it is acknowledged. */
    static void retain(int port, String device, String key, String topic) throws IOException {
        try (Socket socket = connect(Ports.LOOPBACK, port, device, key, device + "/retain")) {
            socket.getOutputStream().write(publish(0x33, topic, 1));
            new DataInputStream(socket.getInputStream()).readFully(new byte[4]);
        }
    }

    /** Publishes one message and waits until it is acknowledged. */
    static void publish(Socket socket, String topic) throws IOException {
        socket.getOutputStream().write(publish(0x32, topic, 1));
        new DataInputStream(socket.getInputStream()).readFully(new byte[4]);
    }

    /** Connects from an address of loopback; throws when it is refused. */
    static Socket connect(String from, int port, String device, String key, String clientId) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(Ports.LOOPBACK, port));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(4);
        out.writeByte(0xc2);
        out.writeShort(60);
        out.writeUTF(clientId);
        out.writeUTF(device);
        out.writeUTF(key);
        socket.getOutputStream().write(packet(0x10, body.toByteArray()));
        byte[] answer = new byte[4];
        new DataInputStream(socket.getInputStream()).readFully(answer);
        if (answer[3] != 0) {
            throw new IOException("refused: " + answer[3]);
        }
        return socket;
    }

    private void send(Socket socket, String topic) {
        try {
            for (int id = 1; ; id = id > 65_000 ? 1 : id) {
                ByteArrayOutputStream batch = new ByteArrayOutputStream();
                for (int i = 0; i < BATCH; i++) {
                    batch.write(publish(0x32, topic, id++));
                }
                socket.getOutputStream().write(batch.toByteArray());
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void count(Socket socket) {
        byte[] buffer = new byte[8192];
        try {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                acknowledged.addAndGet(read / 4);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private static byte[] publish(int type, String topic, int id) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF(topic);
        out.writeShort(id);
        out.write("{\"value\":1}".getBytes(StandardCharsets.US_ASCII));
        return packet(type, body.toByteArray());
    }

    private static byte[] packet(int type, byte[] body) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        for (int left = body.length, more = 1; more != 0; left = more) {
            more = left >> 7;
            packet.write(left & 127 | (more == 0 ? 0 : 128));
        }
        packet.write(body);
        return packet.toByteArray();
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "flood");
        thread.setDaemon(true);
        thread.start();
    }

    /** So many messages were acknowledged so far. */
    long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
