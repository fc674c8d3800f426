package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** TCP ports of this machine. */
final class Ports {

    static final String LOOPBACK = "127.0.0.1";

    private static final int TRIED = 100;

    private Ports() {}

    /** The wanted port, or a free one for 0. */
    static int choose(String bind, int wanted) {
        if (wanted != 0) {
            return wanted;
        }
        try (ServerSocket socket = listen(bind, 0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartException("No free port on " + bind + ": " + e.getMessage(), e);
        }
    }

    /** This port, or the next one that is free. */
    static int firstFree(String bind, int usual) {
        for (int port = usual; port < usual + TRIED; port++) {
            if (isFree(bind, port)) {
                return port;
            }
        }
        requireFree(bind, usual, "TLS", "--bind"); // the address may be none of ours
        throw new StartException(
                "None of the ports " + usual + " to " + (usual + TRIED - 1) + " on " + bind + " is free.");
    }

    static boolean isFree(String bind, int port) {
        try {
            listen(bind, port).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Fails with one line that names the port and the option that changes it.
     *
     * @param purpose what would listen there, such as {@code PostgreSQL}
     */
    static void requireFree(String bind, int port, String purpose, String option) {
        try {
            listen(bind, port).close();
        } catch (UnknownHostException e) {
            throw new StartException("--bind " + bind + " is no address of this machine.", e);
        } catch (BindException e) {
            throw new StartException(whyNot(bind, port, purpose, option, String.valueOf(e.getMessage())), e);
        } catch (IOException e) {
            throw new StartException(purpose + " cannot listen on " + bind + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /** The address under which this machine reaches what listens on {@code bind}. */
    static String reachable(String bind) {
        return bind.equals("0.0.0.0") || bind.equals("::") ? LOOPBACK : bind;
    }

    private static String whyNot(String bind, int port, String purpose, String option, String reason) {
        if (reason.contains("assign")) {
            return "--bind " + bind + " is no address of this machine.";
        }
        if (reason.contains("denied")) {
            return "Port " + port + " is not allowed to this user, so " + purpose
                    + " cannot listen there. Choose one above 1023 with " + option + ".";
        }
        return "Port " + port + " on " + bind + " is taken, so " + purpose
                + " cannot listen there. Stop the program that uses it, or" + " choose another port with " + option
                + ".";
    }

    private static ServerSocket listen(String bind, int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getByName(bind), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
