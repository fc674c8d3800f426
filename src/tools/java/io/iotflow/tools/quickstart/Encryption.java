package io.iotflow.tools.quickstart;

import io.iotflow.device.ApiKey;
import io.iotflow.tools.certificate.Authority;
import io.iotflow.tools.certificate.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HTTP and MQTT over TLS.
 *
 * @param http where HTTP listens over TLS
 * @param mqtt where the embedded broker does
 * @param host the name of this machine in the certificate
 * @param authority what clients must be given to trust; empty for a certificate that was brought along
 */
record Encryption(TlsListener http, TlsListener mqtt, String host, Optional<Path> authority) {

    /**
     * Makes what is missing in the data folder.
     *
     * @throws StartException when a port is taken, or a file cannot be read or written
     */
    static Encryption prepare(TlsOptions options, Map<String, String> settings, Path data, String bind) {
        Path folder = data.resolve(Authority.FOLDER);
        Optional<Path> certificate = TlsOptions.file("IOTFLOW_TLS_CERTIFICATE_PATH", settings);
        Optional<Path> key = TlsOptions.file("IOTFLOW_TLS_KEY_PATH", settings);
        if (certificate.isPresent() != key.isPresent()) {
            throw new StartException(
                    "IOTFLOW_TLS_CERTIFICATE_PATH and IOTFLOW_TLS_KEY_PATH go together: set both, or none.");
        }
        int https = options.httpsPort(bind, settings);
        int mqtts = options.mqttsPort(bind, settings);
        try {
            Authority authority = Authority.in(folder, Clock.systemUTC());
            Identity server = certificate.isPresent()
                    ? Identity.read(certificate.get(), key.get())
                    : authority.server(hosts(bind));
            TlsStores stores = TlsStores.write(folder, server, authority, ApiKey.generate());
            return new Encryption(
                    new TlsListener(bind, https, stores, ClientCertificates.OFF),
                    new TlsListener(bind, mqtts, stores, options.clientCertificates(settings)),
                    server.hostName().orElseGet(() -> Ports.reachable(bind)),
                    certificate.isPresent() ? Optional.empty() : Optional.of(authority.certificateFile()));
        } catch (IOException e) {
            throw new StartException("TLS cannot be prepared: " + e.getMessage(), e);
        }
    }

    /** This machine by name, as itself, and as others reach it. */
    private static Set<String> hosts(String bind) throws SocketException {
        Set<String> hosts = new LinkedHashSet<>();
        hosts.add("localhost");
        hosts.add(Ports.LOOPBACK);
        hosts.add("::1");
        try {
            hosts.add(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException e) {
            // It has no name.
        }
        if (Ports.reachable(bind).equals(bind)) {
            hosts.add(bind);
        } else {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress())
                    .forEach(it -> hosts.add(it.getHostAddress()));
        }
        return hosts;
    }

    /** What a shell command adds to trust the certificate, such as {@code --cacert '…/ca.pem'}; empty when all do. */
    String trusting(String option) {
        return authority.map(it -> " " + option + " '" + it + "'").orElse("");
    }
}
