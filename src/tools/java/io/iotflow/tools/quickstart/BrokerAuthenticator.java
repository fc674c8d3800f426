package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import io.iotflow.device.DeviceId;
import io.iotflow.device.DeviceTopics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who connects: the server account, or a registered device with its key. The question goes to the registry on
 * threads of our own, because HiveMQ's must not wait.
 */
final class BrokerAuthenticator implements SimpleAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerAuthenticator.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ServerAccount server;
    private final DeviceKeys keys;
    private final SessionOwners owners;
    private final Executor executor;

    BrokerAuthenticator(ServerAccount server, DeviceKeys keys, SessionOwners owners, Executor executor) {
        this.server = server;
        this.keys = keys;
        this.owners = owners;
        this.executor = executor;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        ConnectPacket connect = input.getConnectPacket();
        String username = connect.getUserName().orElse("");
        String password = connect.getPassword().map(BrokerAuthenticator::text).orElse("");
        if (username.isEmpty() || password.isEmpty()) {
            output.failAuthentication(
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "a user name and a key are required");
            return;
        }
        Async<SimpleAuthOutput> async = output.async(
                PATIENCE,
                TimeoutFallback.FAILURE,
                ConnackReasonCode.SERVER_UNAVAILABLE,
                "the registry does not answer");
        try {
            executor.execute(() -> answer(async, connect, username, password));
        } catch (RejectedExecutionException e) {
            output.failAuthentication(ConnackReasonCode.SERVER_BUSY, "too many clients connect at once");
            async.resume();
        }
    }

    private void answer(Async<SimpleAuthOutput> async, ConnectPacket connect, String username, String password) {
        if (isTooLate(async)) {
            return;
        }
        Verdict verdict = decide(connect, username, password);
        if (verdict.code() != ConnackReasonCode.SUCCESS) {
            LOG.info("Refused client {} of user {}: {}", line(connect.getClientId()), line(username), verdict.reason());
        }
        if (!isTooLate(async)) {
            verdict.applyTo(async.getOutput());
            async.resume();
        }
    }

    /** HiveMQ has answered in our place. */
    private static boolean isTooLate(Async<SimpleAuthOutput> async) {
        return async.getStatus() != Async.Status.RUNNING;
    }

    private Verdict decide(ConnectPacket connect, String username, String password) {
        try {
            boolean isServer = username.equals(server.username());
            if (!(isServer ? sameSecret(password) : isDevice(username, password))) {
                return Verdict.refused(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "unknown user or wrong key");
            }
            if (!mayUse(connect, username, isServer)) {
                return Verdict.refused(
                        ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the client id belongs to another account");
            }
            if (isServer) {
                return Verdict.accepted(TopicRights::grantServer);
            }
            DeviceTopics topics = new DeviceTopics(username, keys.groupsOf(username));
            return Verdict.accepted(it -> TopicRights.grantDevice(it, topics));
        } catch (RuntimeException e) {
            LOG.warn("A client cannot be checked now: {}", e.getMessage());
            return Verdict.refused(ConnackReasonCode.SERVER_UNAVAILABLE, "the registry does not answer");
        }
    }

    private boolean sameSecret(String password) {
        return MessageDigest.isEqual(bytes(password), bytes(server.password()));
    }

    private boolean isDevice(String username, String key) {
        try {
            return keys.accepts(new DeviceId(username).value(), key);
        } catch (IllegalArgumentException e) {
            return false; // no slug: it could name topics of others
        }
    }

    /** The server's client ids, {@code iotflow-server} and all that begin so, are reserved. */
    private boolean mayUse(ConnectPacket connect, String username, boolean isServer) {
        String clientId = connect.getClientId();
        return (isServer || !clientId.startsWith(ServerAccount.USERNAME))
                && owners.claim(clientId, username, connect.getSessionExpiryInterval() > 0);
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private record Verdict(ConnackReasonCode code, String reason, Consumer<ModifiableDefaultPermissions> rights) {

        static Verdict accepted(Consumer<ModifiableDefaultPermissions> rights) {
            return new Verdict(ConnackReasonCode.SUCCESS, "", rights);
        }

        static Verdict refused(ConnackReasonCode code, String reason) {
            return new Verdict(code, reason, permissions -> {});
        }

        void applyTo(SimpleAuthOutput output) {
            if (code == ConnackReasonCode.SUCCESS) {
                rights.accept(output.getDefaultPermissions());
                output.authenticateSuccessfully();
            } else {
                output.failAuthentication(code, reason);
            }
        }
    }

    /** What a stranger calls itself, as part of a log line. */
    private static String line(String text) {
        return text == null ? "-" : text.replaceAll("\\p{Cntrl}", "?");
    }
}
