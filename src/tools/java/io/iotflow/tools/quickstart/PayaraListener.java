package io.iotflow.tools.quickstart;

import io.iotflow.tools.certificate.Identity;
import java.util.List;

/** One of Payara Micro's HTTP listeners, as its commands set it up. */
record PayaraListener(String name) {

    private static final String NETWORK = "configs.config.server-config.network-config.";

    private String listener() {
        return "set " + NETWORK + "network-listeners.network-listener." + name + ".";
    }

    private String protocol() {
        return "set " + NETWORK + "protocols.protocol." + name + ".";
    }

    /** Our settings; the application opens it when it can answer. */
    List<String> closed(String bind) {
        String http = protocol() + "http.";
        return List.of(
                listener() + "enabled=false",
                listener() + "address=" + bind,
                // Requests per connection: the default of 250 makes busy clients reconnect all the time.
                http + "max-connections=-1",
                http + "timeout-seconds=75",
                http + "server-header=false",
                // HTTP/2 has no bound on streams that are begun and reset; nobody here needs it.
                http + "http2-enabled=false",
                // Else a body of DELETE is taken for the next request.
                http + "allow-payload-for-undefined-http-methods=true",
                // What is left of a body that was refused is read so far; then the connection is closed.
                http + "max-swallowing-input-bytes=65536");
    }

    /** With a certificate of ours, and by Grizzly's own code: Payara's knows one store for the whole server. */
    List<String> encrypted(TlsListener tls) {
        String ssl = protocol() + "ssl.";
        return List.of(
                listener() + "port=" + tls.port(),
                ssl + "classname=org.glassfish.grizzly.config.ssl.JSSEImplementation",
                quoted(ssl + "key-store=" + tls.stores().keys()),
                ssl + "key-store-password=" + tls.stores().password(),
                ssl + "cert-nickname=" + Identity.ALIAS);
    }

    /** A command whose only argument may have blanks, such as a path. */
    static String quoted(String command) {
        return command.replaceFirst(" ", " \"") + '"';
    }

    List<String> open() {
        return List.of(listener() + "enabled=true");
    }
}
