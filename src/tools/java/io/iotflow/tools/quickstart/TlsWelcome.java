package io.iotflow.tools.quickstart;

import java.net.URI;
import java.util.Optional;

/**
 * What is said of TLS when everything runs.
 *
 * @param lines where the authority is, and what is not over TLS
 * @param curl what a curl command needs to trust the server; empty for nothing
 * @param publishing the beginning of a mosquitto_pub command; empty when the broker is elsewhere
 */
record TlsWelcome(String lines, String curl, String publishing) {

    private static final String PUBLISH =
            "\n%1$s -i %2$s -u %2$s -P \"$KEY\" -q 1 -t iotflow/devices/%2$s/telemetry/temperature -m '{\"value\":24.5}'\n";

    /**
     * @param http where HTTP is without TLS
     * @param mqtt where the broker is without TLS; empty when it is elsewhere
     */
    static TlsWelcome of(Encryption tls, URI http, Optional<URI> mqtt) {
        String authority = tls.authority()
                .map(it -> "  TLS            give this to devices: " + it)
                .orElse("  TLS            with the certificate of IOTFLOW_TLS_CERTIFICATE_PATH");
        String lines = authority + "\n  Without TLS    " + http
                + mqtt.map(it -> " and " + it).orElse("") + ", for this machine";
        String publishing = "mosquitto_pub -h " + tls.host() + " -p "
                + tls.mqtt().port() + (tls.authority().isPresent() ? tls.trusting("--cafile") : " --tls-use-os-certs");
        return new TlsWelcome(lines, tls.trusting("--cacert"), mqtt.isPresent() ? publishing : "");
    }

    /** A command that publishes a reading of this device; empty when the broker is elsewhere. */
    String publish(String deviceId) {
        return publishing.isEmpty() ? "" : PUBLISH.formatted(publishing, deviceId);
    }
}
