package io.iotflow.mqtt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets to the broker that read many packets at once, where Paho reads each one byte by byte and then in whole, and that
 * send acknowledgements together. TLS does the former by itself.
 */
final class BufferedSockets extends SocketFactory {

    private static final int READ_AT_ONCE = 16 * 1024;

    private final Acknowledgements acknowledgements;

    /** @param acknowledgements see {@link AcknowledgementBuffer} */
    BufferedSockets(Acknowledgements acknowledgements) {
        this.acknowledgements = acknowledgements;
    }

    @Override
    public Socket createSocket() {
        return new BufferedSocket(acknowledgements);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        throw onlyUnconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        throw onlyUnconnected();
    }

    private static SocketException onlyUnconnected() {
        return new SocketException("Paho connects by itself, with its time-out");
    }

    /** Paho asks for each stream once a connection. */
    private static final class BufferedSocket extends Socket {

        private final Acknowledgements acknowledgements;

        BufferedSocket(Acknowledgements acknowledgements) {
            this.acknowledgements = acknowledgements;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new BufferedInputStream(super.getInputStream(), READ_AT_ONCE);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new AcknowledgementBuffer(super.getOutputStream(), acknowledgements);
        }
    }
}
