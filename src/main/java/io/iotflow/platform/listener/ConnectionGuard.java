package io.iotflow.platform.listener;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.ssl.SSLUtils;

/**
 * Stands where bytes come in: closes connections beyond the limit of an address or of all at once, and ends those whose
 * request does not get on. What is counted while the application is deployed is only what has connected since.
 */
final class ConnectionGuard extends BaseFilter {

    /** Why a connection was ended. */
    enum Refused {
        TOO_MANY_OF_ADDRESS,
        TOO_MANY,
        TOO_SLOW
    }

    /** Never limited by address, for it speaks for many; null for no such address. */
    static final String UNLIMITED = "";

    private static final String NO_CIPHER = "SSL_NULL_WITH_NULL_NULL"; // of a session before the handshake's end

    private final Semaphore places; // connections are accepted on several threads at once
    private final int maxPerAddress;
    private final long patienceNanos;
    private final UnaryOperator<String> site;
    private final Consumer<Refused> refused;
    private final LongSupplier clock;
    private final Map<Connection<?>, Held> open = new ConcurrentHashMap<>();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    /** @param site what an address is counted as; {@link #UNLIMITED} for a proxy that is trusted */
    ConnectionGuard(
            int max,
            int maxPerAddress,
            Duration patience,
            UnaryOperator<String> site,
            Consumer<Refused> refused,
            LongSupplier clock) {
        this.places = new Semaphore(max);
        this.maxPerAddress = maxPerAddress;
        this.patienceNanos = patience.toNanos();
        this.site = site;
        this.refused = refused;
        this.clock = clock;
    }

    /** A connection that is open. */
    private static final class Held {

        private final String address;
        private volatile boolean waits;
        private volatile boolean ends;
        private volatile boolean isTooSlow;
        private volatile long sinceNanos;

        Held(String address) {
            this.address = address;
        }
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) {
        Connection<?> connection = context.getConnection();
        String address = addressOf(connection);
        if (!places.tryAcquire()) {
            return refuse(context, Refused.TOO_MANY);
        }
        if (!address.equals(UNLIMITED) && byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
            forget(address);
            places.release();
            return refuse(context, Refused.TOO_MANY_OF_ADDRESS);
        }
        open.put(connection, new Held(address));
        connection.addCloseListener((CloseListener<Closeable, CloseType>) (closed, type) -> closed(connection));
        return context.getInvokeAction();
    }

    private NextAction refuse(FilterChainContext context, Refused why) {
        refused.accept(why);
        context.getConnection().closeSilently();
        return context.getStopAction();
    }

    private String addressOf(Connection<?> connection) {
        return connection.getPeerAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? site.apply(peer.getAddress().getHostAddress())
                : UNLIMITED;
    }

    private void closed(Connection<?> connection) {
        Held held = open.remove(connection);
        if (held == null) {
            return;
        }
        places.release();
        if (!held.address.equals(UNLIMITED)) {
            forget(held.address);
        }
    }

    private void forget(String address) {
        byAddress.computeIfPresent(address, (it, count) -> count > 1 ? count - 1 : null);
    }

    /** Bytes of a request have come. */
    @Override
    public NextAction handleRead(FilterChainContext context) {
        Held held = open.get(context.getConnection());
        if (held != null && !held.waits && !held.isTooSlow) {
            held.sinceNanos = clock.getAsLong();
            held.waits = true;
        }
        return context.getInvokeAction();
    }

    /** The bytes that came made a header, or a piece of a body; false where nobody wants them any more. */
    boolean gotOn(Connection<?> connection) {
        Held held = open.get(connection);
        if (held == null) {
            return connection.isOpen(); // it is older than this filter
        }
        held.waits = false;
        return !held.ends;
    }

    /** This connection is being closed. */
    void end(Connection<?> connection) {
        Held held = open.get(connection);
        if (held != null) {
            held.ends = true;
        }
    }

    /** Ends those that have begun a request and do not get on with it; to be called again and again. */
    void endSlow() {
        long now = clock.getAsLong();
        open.forEach((connection, held) -> {
            if (held.isTooSlow && now - held.sinceNanos > patienceNanos) {
                connection.closeSilently(); // the answer is not read either
            } else if (held.waits && now - held.sinceNanos > patienceNanos) {
                held.waits = false;
                held.ends = true;
                held.isTooSlow = true;
                held.sinceNanos = now;
                refused.accept(Refused.TOO_SLOW);
                if (isShakingHands(connection)) {
                    connection.closeSilently();
                } else {
                    Answers.send(connection, 408, "Request Timeout", "The request did not come in time.");
                }
            }
        });
    }

    /** Whether TLS is not agreed upon yet: Grizzly, told to write then, makes its buffer larger until the heap is full. */
    private static boolean isShakingHands(Connection<?> connection) {
        SSLEngine engine = SSLUtils.getSSLEngine(connection);
        return engine != null && engine.getSession().getCipherSuite().equals(NO_CIPHER);
    }

    /** How many connections are open. */
    int open() {
        return open.size();
    }
}
