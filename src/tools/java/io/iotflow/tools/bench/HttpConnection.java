package io.iotflow.tools.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One HTTP/1.1 connection for one thread that is kept alive, and opened again when it is gone. It reads no more of an
 * answer than it needs (RFC 9112): java.net.http would take a large part of the machine that it is to measure.
 */
final class HttpConnection implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 15_000; // longer than the server's own time-out for a commit
    private static final int NO_CONTENT = 204; // has no body, and no length
    private static final String LENGTH = "content-length: ";

    private final String host;
    private final int port;
    private final byte[] buffer = new byte[16_384];
    private Socket socket;
    private InputStream input;
    private int filled;

    HttpConnection(String host, int port) {
        this.host = host;
        this.port = port;
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @return its status code
     * @throws IOException when the connection cannot be opened or is lost; close it then
     */
    int exchange(byte[] request) throws IOException {
        if (socket == null) {
            open();
        }
        socket.getOutputStream().write(request);
        filled = 0;
        int end = readHead();
        String head = new String(buffer, 0, end, StandardCharsets.ISO_8859_1);
        int status = Integer.parseInt(head, 9, 12, 10); // HTTP/1.1 201
        int length = status == NO_CONTENT ? 0 : contentLength(head);
        if (length < 0) {
            close(); // its end is the connection's end, or chunks: a new connection is simpler
        } else {
            skipBody(length - (filled - end - 4));
        }
        return status;
    }

    private void open() throws IOException {
        Socket opening = new Socket();
        try {
            opening.setTcpNoDelay(true);
            opening.setSoTimeout(ANSWER_MILLIS);
            opening.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            input = opening.getInputStream();
            socket = opening;
        } catch (IOException e) {
            opening.close();
            throw e;
        }
    }

    /** Reads to the empty line and says where it begins. */
    private int readHead() throws IOException {
        int searched = 0;
        while (true) {
            fill();
            for (int i = searched; i <= filled - 4; i++) {
                if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r' && buffer[i + 3] == '\n') {
                    return i;
                }
            }
            searched = Math.max(0, filled - 3);
        }
    }

    private void fill() throws IOException {
        if (filled == buffer.length) {
            throw new IOException("the head of the answer is too long");
        }
        int count = input.read(buffer, filled, buffer.length - filled);
        if (count < 0) {
            throw new EOFException("the server closed the connection");
        }
        filled += count;
    }

    private void skipBody(int rest) throws IOException {
        if (rest > 0) {
            input.skipNBytes(rest);
        }
    }

    private static int contentLength(String head) {
        int at = head.indexOf("Content-Length: "); // as Payara writes it
        if (at < 0) {
            at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        }
        if (at < 0) {
            return -1;
        }
        int from = at + LENGTH.length();
        int to = head.indexOf('\r', from);
        return Integer.parseInt(
                head.substring(from, to < 0 ? head.length() : to).strip());
    }

    @Override
    public void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            // It is gone either way.
        } finally {
            socket = null;
        }
    }
}
