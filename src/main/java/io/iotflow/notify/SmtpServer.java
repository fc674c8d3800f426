package io.iotflow.notify;

import io.iotflow.platform.settings.Variable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** The server that mail goes through where a channel names none; {@code IOTFLOW_SMTP_*}. */
@Dependent
class SmtpServer {

    static final List<String> SECURITIES = List.of("starttls", "tls", "none");
    static final int LARGEST_PORT = 65_535;

    final Optional<Account> account;
    final Optional<String> from;

    /**
     * A server, and who sends there.
     *
     * @param security starttls, tls or none
     * @param username null where nobody signs in
     * @param isOfTheSettings whether it is the operator's choice, which may be in a private network
     */
    record Account(String host, int port, String security, String username, String password, boolean isOfTheSettings) {}

    @Inject
    SmtpServer(Config config) {
        String security = config.getValue("iotflow.smtp.security", String.class);
        if (!SECURITIES.contains(security)) {
            throw new IllegalStateException(Variable.of("iotflow.smtp.security") + " must be one of "
                    + String.join(", ", SECURITIES) + ", is '" + security + "'");
        }
        int port = config.getValue("iotflow.smtp.port", Integer.class);
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalStateException(
                    Variable.of("iotflow.smtp.port") + " must be 1 to " + LARGEST_PORT + ", is " + port);
        }
        account = text(config, "iotflow.smtp.host")
                .map(it -> new Account(
                        it,
                        port,
                        security,
                        text(config, "iotflow.smtp.username").orElse(null),
                        text(config, "iotflow.smtp.password").orElse(null),
                        true));
        from = text(config, "iotflow.smtp.from");
        from.filter(it -> !Email.isAddress(it)).ifPresent(it -> {
            throw new IllegalStateException(
                    Variable.of("iotflow.smtp.from") + " must be a mail address, is '" + it + "'");
        });
    }

    private static Optional<String> text(Config config, String key) {
        return config.getOptionalValue(key, String.class).filter(it -> !it.isBlank());
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }
}
