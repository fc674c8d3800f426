package io.iotflow.brokerauth;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Mosquitto's dynamic-security plugin. A connection is made when a command needs one and kept; while the broker is known
 * to be away, callers fail at once instead of queueing up behind each other's time-outs.
 */
@Singleton
class DynamicSecurity {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration KNOWN_AWAY = Duration.ofSeconds(1);

    private final AccountSettings settings;
    private ControlSession session;
    private Instant notBefore = Instant.EPOCH;

    @Inject
    DynamicSecurity(AccountSettings settings) {
        this.settings = settings;
    }

    /** One command whose answer must be no error. */
    PluginResponse execute(PluginCommand command) {
        PluginResponse answer = execute(List.of(command)).get(0);
        answer.require();
        return answer;
    }

    /**
     * Executes commands in their order; each has its own answer, errors too.
     *
     * @throws BrokerAway when there is no answer within about 3 s; what was done then is not known
     * @throws BrokerRefused when our account is no admin of the plugin
     */
    List<PluginResponse> execute(List<PluginCommand> commands) {
        return commands.isEmpty() ? List.of() : connected().send(commands, patience(commands.size()));
    }

    /** The plugin writes its whole file for each change. */
    private static long patience(int commands) {
        return PATIENCE.toMillis() + 20L * commands;
    }

    private synchronized ControlSession connected() {
        if (session != null && session.isConnected()) {
            return session;
        }
        if (Instant.now().isBefore(notBefore)) {
            throw new BrokerAway("the broker did not answer a moment ago", null);
        }
        close();
        try {
            session = ControlSession.open(settings.address(), settings.adminOptions(), PATIENCE.toMillis());
            return session;
        } catch (BrokerAway | BrokerRefused e) {
            notBefore = Instant.now().plus(KNOWN_AWAY);
            throw e;
        }
    }

    @PreDestroy
    synchronized void close() {
        if (session != null) {
            session.close();
            session = null;
        }
    }
}
