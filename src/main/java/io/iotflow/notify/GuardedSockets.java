package io.iotflow.notify;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;

/**
 * Sockets that connect only where the guard allows. The address is looked at where the connection is made, so that no name that
 * changes its address and no way of writing one gets past; TLS is laid over such a socket.
 */
@Singleton
class GuardedSockets extends UnconnectedSockets {

    private final AddressGuard guard;

    @Inject
    GuardedSockets(AddressGuard guard) {
        this.guard = guard;
    }

    /** The address is one that no channel may connect to. */
    static final class Forbidden extends IOException {

        private static final long serialVersionUID = 1L;

        private Forbidden() {
            super("its address is private, local or reserved; IOTFLOW_NOTIFY_ALLOWED_NETWORKS can allow it");
        }
    }

    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress address) throws IOException {
                connect(address, 0);
            }

            @Override
            public void connect(SocketAddress address, int timeout) throws IOException {
                requireAllowed(address);
                super.connect(address, timeout);
            }
        };
    }

    private void requireAllowed(SocketAddress address) throws IOException {
        if (!(address instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            throw new UnknownHostException("the host has no address");
        }
        if (!guard.allows(internet.getAddress())) {
            throw new Forbidden();
        }
    }
}
