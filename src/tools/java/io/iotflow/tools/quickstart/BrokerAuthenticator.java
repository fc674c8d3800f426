package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import io.iotflow.device.DeviceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
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
            output.failAuthentication(ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "a user name and a key are required");
            return;
        }
        Async<SimpleAuthOutput> async = output.async(
                PATIENCE, TimeoutFallback.FAILURE, ConnackReasonCode.SERVER_UNAVAILABLE, "the registry does not answer");
        try {
            executor.execute(() -> {
                decide(connect, username, password, output);
                async.resume();
            });
        } catch (RejectedExecutionException e) {
            output.failAuthentication(ConnackReasonCode.SERVER_BUSY, "too many clients connect at once");
            async.resume();
        }
    }

    private void decide(ConnectPacket connect, String username, String password, SimpleAuthOutput output) {
        try {
            boolean isServer = username.equals(server.username());
            if (!(isServer ? sameSecret(password) : isDevice(username, password))) {
                refuse(output, connect, username, ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "unknown user or wrong key");
            } else if (!mayUse(connect, username, isServer)) {
                refuse(output, connect, username, ConnackReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "the client id belongs to another account");
            } else {
                if (isServer) {
                    TopicRights.grantServer(output.getDefaultPermissions());
                } else {
                    TopicRights.grantDevice(output.getDefaultPermissions(), username);
                }
                output.authenticateSuccessfully();
            }
        } catch (RuntimeException e) {
            LOG.warn("Client {} was told to come back later: {}", connect.getClientId(), e.getMessage());
            output.failAuthentication(ConnackReasonCode.SERVER_UNAVAILABLE, "the registry does not answer");
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

    private static void refuse(
            SimpleAuthOutput output, ConnectPacket connect, String username, ConnackReasonCode code, String reason) {
        LOG.info("Refused client {} of user {}: {}", connect.getClientId(), username, reason);
        output.failAuthentication(code, reason);
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate()).toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
