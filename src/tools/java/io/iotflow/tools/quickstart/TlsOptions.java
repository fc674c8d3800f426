package io.iotflow.tools.quickstart;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of TLS. What is not given is taken from the settings, or has a default. */
final class TlsOptions {

    private static final int HTTPS_PORT = 5443;
    private static final int MQTT_PORT = 8883;

    @Option(
            names = "--tls",
            description = "HTTP and MQTT over TLS; without it they are then for this machine alone. Makes an authority"
                    + " of its own, once, unless IOTFLOW_TLS_CERTIFICATE_PATH and IOTFLOW_TLS_KEY_PATH name files; the setting"
                    + " IOTFLOW_TLS=true sets it, too")
    private boolean tls;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            description = "HTTP over TLS (5443, or the next free one); the setting IOTFLOW_HTTPS_PORT sets it, too")
    private Integer httpsPort;

    @Option(
            names = "--mqtts-port",
            paramLabel = "PORT",
            description = "MQTT over TLS (8883, or the next free one); the setting IOTFLOW_MQTTS_PORT sets it, too")
    private Integer mqttsPort;

    @Option(
            names = "--client-certificates",
            paramLabel = "off|optional|required",
            description = "whether devices show a certificate to the broker (off), made with bin/iotflow certificate;"
                    + " the setting IOTFLOW_CLIENT_CERTIFICATES sets it, too")
    private ClientCertificates clientCertificates;

    boolean isWanted(Map<String, String> settings) {
        String value = StartOptions.value("IOTFLOW_TLS", "false", settings);
        if (!value.equals("true") && !value.equals("false")) {
            throw new StartException("IOTFLOW_TLS must be true or false, is '" + value + "'");
        }
        return tls || value.equals("true");
    }

    int httpsPort(String bind, Map<String, String> settings) {
        return port(httpsPort, "IOTFLOW_HTTPS_PORT", HTTPS_PORT, "HTTP over TLS", "--https-port", bind, settings);
    }

    int mqttsPort(String bind, Map<String, String> settings) {
        return port(mqttsPort, "IOTFLOW_MQTTS_PORT", MQTT_PORT, "MQTT over TLS", "--mqtts-port", bind, settings);
    }

    /** The one that was asked for; else the usual one, or the next that is free. */
    private static int port(
            Integer given,
            String name,
            int usual,
            String purpose,
            String option,
            String bind,
            Map<String, String> settings) {
        if (given == null && StartOptions.value(name, "", settings).isEmpty()) {
            return Ports.firstFree(bind, usual);
        }
        int wanted = given != null ? given : StartOptions.port(name, usual, settings);
        Ports.requireFree(bind, wanted, purpose, option);
        return wanted;
    }

    ClientCertificates clientCertificates(Map<String, String> settings) {
        String value = StartOptions.value("IOTFLOW_CLIENT_CERTIFICATES", "off", settings);
        try {
            return clientCertificates != null
                    ? clientCertificates
                    : ClientCertificates.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new StartException(
                    "IOTFLOW_CLIENT_CERTIFICATES must be off, optional or required, is '" + value + "'", e);
        }
    }

    /** A file that a setting names, where it does. */
    static Optional<Path> file(String name, Map<String, String> settings) {
        String value = StartOptions.value(name, "", settings);
        return value.isEmpty() ? Optional.empty() : Optional.of(Path.of(value));
    }
}
