package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.async.Async;
import com.hivemq.extension.sdk.api.async.TimeoutFallback;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.packets.connect.ConnackReasonCode;
import com.hivemq.extension.sdk.api.packets.connect.ConnectPacket;
import io.iotflow.device.DeviceId;
import io.iotflow.platform.problem.OneLine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who connects: the server account, or a registered device with its key. The query goes to the registry on
 * threads of our own, because HiveMQ's must not wait.
 */
final class BrokerAuthenticator implements SimpleAuthenticator {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerAuthenticator.class);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** When a wrong login is answered, whether its user is known or not: how long it took would tell. */
    private static final long WRONG_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final ServerAccount server;
    private final DeviceKeys keys;
    private final SessionOwners owners;
    private final SessionGuard guard;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final WrongLogins wrongLogins;
    private final int maxSessions;

    BrokerAuthenticator(
            ServerAccount server,
            DeviceKeys keys,
            SessionOwners owners,
            SessionGuard guard,
            Executor executor,
            ScheduledExecutorService timer,
            WrongLogins wrongLogins,
            int maxSessions) {
        this.timer = timer;
        this.wrongLogins = wrongLogins;
        this.maxSessions = maxSessions;
        this.server = server;
        this.keys = keys;
        this.owners = owners;
        this.guard = guard;
        this.executor = executor;
    }

    @Override
    public void onConnect(SimpleAuthInput input, SimpleAuthOutput output) {
        Login login = Login.of(input);
        if (!login.isComplete()) {
            output.failAuthentication(
                    ConnackReasonCode.BAD_USER_NAME_OR_PASSWORD, "a user name and a key are required");
            return;
        }
        if (!wrongLogins.mayTry(login.address(), login.username())) {
            output.failAuthentication(ConnackReasonCode.QUOTA_EXCEEDED, "too many wrong keys from this address");
            return;
        }
        Async<SimpleAuthOutput> async = output.async(
                PATIENCE,
                TimeoutFallback.FAILURE,
                ConnackReasonCode.SERVER_UNAVAILABLE,
                "the registry does not answer");
        try {
            executor.execute(() -> answer(async, login));
        } catch (RejectedExecutionException e) {
            output.failAuthentication(ConnackReasonCode.SERVER_BUSY, "too many clients connect at once");
            async.resume();
        }
    }

    private void answer(Async<SimpleAuthOutput> async, Login login) {
        if (isTooLate(async)) {
            return;
        }
        long begin = System.nanoTime();
        Verdict verdict = decide(login);
        if (verdict.code() != ConnackReasonCode.SUCCESS) {
            LOG.info(
                    "Refused client {} of user {}: {}",
                    line(login.clientId()),
                    line(login.username()),
                    verdict.reason());
        }
        if (verdict == Verdict.UNKNOWN) {
            wrongLogins.wrong(login.address(), login.username());
            long left = WRONG_NANOS - (System.nanoTime() - begin);
            timer.schedule(() -> resume(async, verdict), Math.max(left, 0), TimeUnit.NANOSECONDS);
            return;
        }
        if (verdict.code() == ConnackReasonCode.SUCCESS) {
            wrongLogins.right(login.address(), login.username());
        }
        resume(async, verdict);
    }

    private static void resume(Async<SimpleAuthOutput> async, Verdict verdict) {
        if (!isTooLate(async)) {
            verdict.applyTo(async.getOutput());
            async.resume();
        }
    }

    /** HiveMQ has answered in our place. */
    private static boolean isTooLate(Async<SimpleAuthOutput> async) {
        return async.getStatus() != Async.Status.RUNNING;
    }

    private Verdict decide(Login login) {
        try {
            if (login.certificate().isPresent()) {
                return decideCertified(login, login.certificate().get());
            }
            return login.username().equals(server.username()) ? decideServer(login) : decideDevice(login);
        } catch (RuntimeException e) {
            LOG.warn("A client cannot be checked now: {}", e.getMessage());
            return Verdict.refused(ConnackReasonCode.SERVER_UNAVAILABLE, "the registry does not answer");
        }
    }

    private Verdict decideServer(Login login) {
        if (!MessageDigest.isEqual(bytes(login.password()), bytes(server.password()))) {
            return Verdict.UNKNOWN;
        }
        return claims(login.connect(), server.username()) ? Verdict.accepted(TopicRights::grantServer) : Verdict.TAKEN;
    }

    private Verdict decideDevice(Login login) {
        return device(login.username())
                .flatMap(account ->
                        account.key(it -> it.is().test(login.password())).map(it -> Admission.of(account, it)))
                .map(it -> admit(login, it))
                .orElse(Verdict.UNKNOWN);
    }

    /** The certificate says which device it is; a key that is given with it is not looked at. */
    private Verdict decideCertified(Login login, ClientCertificate certificate) {
        if (!login.username().equals(certificate.deviceId())) {
            return Verdict.ANOTHER;
        }
        return device(certificate.deviceId())
                .flatMap(certificate::admission)
                .map(it -> admit(login, it))
                .orElse(Verdict.REVOKED);
    }

    private Verdict admit(Login login, Admission asked) {
        String clientId = login.clientId();
        if (clientId.startsWith(ServerAccount.USERNAME)) {
            return Verdict.TAKEN; // the server's client ids, and all that begin so, are reserved
        }
        if (isAnothers(clientId, login.username())) {
            return Verdict.TAKEN;
        }
        guard.forgetFormer(clientId, asked.account());
        if (owners.hasMany(asked.account(), clientId, maxSessions)) {
            return Verdict.TOO_MANY;
        }
        if (!claims(login.connect(), asked.account())) {
            return Verdict.TAKEN;
        }
        return guard.admit(clientId, asked)
                .map(it -> Verdict.accepted(permissions -> TopicRights.grantDevice(permissions, it.topics())))
                .orElse(Verdict.CHANGING);
    }

    private boolean isAnothers(String clientId, String deviceId) {
        return !ClientIds.isOwn(clientId, deviceId)
                && ClientIds.owner(clientId)
                        .flatMap(it -> keys.accountOf(it)
                                .filter(account -> account.deviceId().equals(it)))
                        .isPresent();
    }

    private Optional<DeviceAccount> device(String username) {
        try {
            return keys.accountOf(new DeviceId(username).value());
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no device id: it could name topics of others
        }
    }

    private boolean claims(ConnectPacket connect, String account) {
        return owners.claim(connect.getClientId(), account, connect.getSessionExpiryInterval() > 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a stranger calls itself, as part of a log line. */
    private static String line(String text) {
        return text == null ? "-" : OneLine.of(text, 100);
    }
}
