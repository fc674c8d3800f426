package io.iotflow.tools.quickstart;

import com.hivemq.configuration.service.InternalConfigurations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** HiveMQ's settings: the documented ones in its config.xml, the others in its static fields. */
record BrokerConfiguration(Path folder, String bind, int port, Optional<TlsListener> tls) {

    /** A device that was offline for long; HiveMQ's default of 1,000 drops silently. */
    private static final int MAX_QUEUED_MESSAGES = 1_000_000;

    /** Messages under way to one client, and read from disk at once; the default of 50 allows some 1,000 a second. */
    private static final int WINDOW = 1_000;

    /** A body of 1 MiB, as over HTTP, with its topic and properties. */
    private static final int MAX_PACKET_BYTES = 1_310_720;

    private static final String XML = """
            <?xml version="1.0"?>
            <hivemq>
                <listeners>
                    <tcp-listener>
                        <port>%d</port>
                        <bind-address>%s</bind-address>
                    </tcp-listener>
            %s    </listeners>
                <mqtt>
                    <queued-messages>
                        <max-queue-size>%d</max-queue-size>
                    </queued-messages>
                    <packets>
                        <max-packet-size>%d</max-packet-size>
                    </packets>
                </mqtt>
                <persistence>
                    <mode>file</mode>
                </persistence>
                <anonymous-usage-statistics>
                    <enabled>false</enabled>
                </anonymous-usage-statistics>
            </hivemq>
            """;

    private static final String TLS = """
                    <tls-tcp-listener>
                        <port>%1$d</port>
                        <bind-address>%2$s</bind-address>
                        <tls>
                            <keystore>
                                <path>%3$s</path>
                                <password>%4$s</password>
                                <private-key-password>%4$s</private-key-password>
                            </keystore>
                            <truststore>
                                <path>%5$s</path>
                                <password>%4$s</password>
                            </truststore>
                            <client-authentication-mode>%6$s</client-authentication-mode>
                        </tls>
                    </tls-tcp-listener>
            """;

    BrokerConfiguration {
        folder = folder.toAbsolutePath().normalize();
    }

    Path conf() {
        return folder.resolve("conf");
    }

    Path data() {
        return folder.resolve("data");
    }

    Path extensions() {
        return folder.resolve("extensions");
    }

    /** A file that is there while the broker is not, and has closed its files in order. */
    Path closedInOrder() {
        return folder.resolve("closed-in-order");
    }

    private static String xml(TlsListener tls) {
        TlsStores stores = tls.stores();
        return TLS.formatted(
                tls.port(),
                tls.bind(),
                escaped(stores.keys()),
                stores.password(),
                escaped(stores.trusted()),
                tls.clients().mode());
    }

    private static String escaped(Path file) {
        return file.toString().replace("&", "&amp;").replace("<", "&lt;");
    }

    void write() throws IOException {
        Files.createDirectories(folder);
        // Messages wait here in clear text: for this user's eyes only.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.createDirectories(conf());
        Files.createDirectories(data());
        Files.createDirectories(extensions());
        Files.writeString(
                conf().resolve("config.xml"),
                XML.formatted(
                        port,
                        bind,
                        tls.map(BrokerConfiguration::xml).orElse(""),
                        MAX_QUEUED_MESSAGES,
                        MAX_PACKET_BYTES));
        BrokerStorage.choose(data());
        InternalConfigurations.MAX_INFLIGHT_WINDOW_SIZE_MESSAGES = WINDOW;
        InternalConfigurations.PUBLISH_POLL_BATCH_SIZE = WINDOW;
        // What was acknowledged is on disk by then; waiting 2 seconds, the default, only delays Ctrl-C.
        InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(500);
    }
}
