package io.iotflow.security;

import io.iotflow.device.CallingDevice;
import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.KeyHash;
import io.iotflow.platform.ratelimit.WrongKeys;
import io.iotflow.platform.web.CallerCheck;
import io.jsonwebtoken.JwtException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code X-API-Key} (of InfluxDB's clients the token) to principal: an operator key has the roles of {@link Operator.Role}, a device key the role device and the
 * device id as its name. Without a key the console's {@link SessionCookie} stands for the key that signed in, or for the person; a
 * provider's bearer token for who has it. A wrong key leaves the caller unknown, and is marked for {@link AccessRules}, so that public
 * addresses answer all the same.
 */
@ApplicationScoped
class ApiKeyMechanism {

    static final String REFUSAL = "io.iotflow.security.refusal";
    static final String UNKNOWN_KEY = "unknown key";
    static final String INACTIVE_DEVICE = "inactive device";
    static final String TOO_MANY_WRONG_KEYS = "too many wrong keys";
    static final String NO_SESSION = "session ended";
    static final String FOREIGN_REQUEST = "perhaps another site's request";
    static final String BAD_TOKEN = "bad token";
    static final String PROVIDER_AWAY = "the provider does not answer";
    static final String REGISTRY_AWAY = "the registry does not answer";

    private static final Logger LOG = Logger.getLogger(ApiKeyMechanism.class.getName());

    private final OperatorKeys operators;
    private final Sessions sessions;
    private final OidcTokens tokens;
    private final DeviceRegistry devices;
    private final WrongKeys wrongKeys;
    private final KeyHash hashes;

    protected ApiKeyMechanism() { // CDI proxy
        this(null, null, null, null, null, null);
    }

    @Inject
    ApiKeyMechanism(
            OperatorKeys operators,
            Sessions sessions,
            OidcTokens tokens,
            DeviceRegistry devices,
            WrongKeys wrongKeys,
            KeyHash hashes) {
        this.operators = operators;
        this.sessions = sessions;
        this.tokens = tokens;
        this.devices = devices;
        this.wrongKeys = wrongKeys;
        this.hashes = hashes;
    }

    /** Who calls, as the container shall know it. */
    record Caller(String name, Set<String> roles) {}

    /** The caller of a request; empty for one that shows no key, or a wrong one. */
    Optional<Caller> callerOf(HttpServletRequest request) {
        String key = Credential.keyOf(request);
        String bearer = key == null ? Credential.bearerOf(request) : null;
        if (bearer != null && tokens.takesBearers()) {
            return ofBearer(request, bearer);
        }
        if (key == null || key.isEmpty()) {
            Optional<String> session = SessionCookie.of(request);
            return session.isPresent() ? ofSession(request, session.get()) : Optional.empty();
        }
        byte[] hash = hashes.of(key);
        Optional<Operator> operator;
        Optional<Device> device = Optional.empty();
        try {
            operator = operators.find(hash);
            boolean isRemembered = operator.isPresent() || devices.remembers(hash);
            if (!isRemembered && !wrongKeys.mayTry(request, hash)) { // what is in memory gives nothing to be tried
                request.setAttribute(REFUSAL, TOO_MANY_WRONG_KEYS);
                return Optional.empty();
            }
            if (operator.isEmpty()) {
                device = devices.findByHash(hash);
            }
            if (!isRemembered && device.isEmpty()) {
                operator = operators.lookUp(hash);
            }
        } catch (RuntimeException e) { // answered as a problem by the access rules; from here it would be a bare 500
            LOG.log(Level.WARNING, e, () -> "a key cannot be checked");
            request.setAttribute(REFUSAL, REGISTRY_AWAY);
            return Optional.empty();
        }
        if (operator.isPresent() || device.isPresent()) {
            wrongKeys.right(hash);
        } else {
            wrongKeys.wrong(request, hash);
        }
        if (operator.isPresent()) {
            CallerCheck.remember(request, () -> isOperator(hash));
            return login(request, operator.get().name(), operator.get().role().roles());
        }
        device.ifPresent(it -> CallingDevice.remember(request, it));
        if (device.filter(Device::mayAct).isPresent()) {
            CallerCheck.remember(
                    request,
                    () -> devices.findByHash(hash).filter(Device::mayAct).isPresent());
            return login(request, device.get().deviceId(), Set.of("device"));
        }
        request.setAttribute(REFUSAL, device.isPresent() ? INACTIVE_DEVICE : UNKNOWN_KEY);
        return Optional.empty();
    }

    private boolean isOperator(byte[] hash) {
        return operators.find(hash).or(() -> operators.lookUp(hash)).isPresent();
    }

    private Optional<Caller> ofBearer(HttpServletRequest request, String token) {
        byte[] hash = hashes.of(token);
        if (!wrongKeys.mayTry(request, hash)) {
            request.setAttribute(REFUSAL, TOO_MANY_WRONG_KEYS);
            return Optional.empty();
        }
        try {
            OidcTokens.Person person = tokens.ofBearer(token);
            wrongKeys.right(hash);
            CallerCheck.remember(request, () -> Instant.now().isBefore(person.expiresAt()));
            return login(
                    request,
                    person.operator().map(Operator::name).orElse(person.subject()),
                    person.operator().map(it -> it.role().roles()).orElse(Set.of()));
        } catch (JwtException e) {
            LOG.log(Level.FINE, e, () -> "a bearer token is refused");
            wrongKeys.wrong(request, hash);
            request.setAttribute(REFUSAL, BAD_TOKEN);
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "a bearer token cannot be checked");
            request.setAttribute(REFUSAL, PROVIDER_AWAY);
        }
        return Optional.empty();
    }

    private Optional<Caller> ofSession(HttpServletRequest request, String id) {
        if (SessionCookie.mayBeForeign(request)) {
            request.setAttribute(REFUSAL, FOREIGN_REQUEST);
            return Optional.empty();
        }
        byte[] hash = hashes.of(id);
        if (!sessions.remembers(hash) && !wrongKeys.mayTry(request, hash)) {
            request.setAttribute(REFUSAL, TOO_MANY_WRONG_KEYS);
            return Optional.empty();
        }
        try {
            boolean isUse = !SessionCookie.POLL.equals(request.getHeader(SessionCookie.HEADER));
            Optional<Operator> operator = sessions.find(hash, isUse);
            if (operator.isPresent()) {
                wrongKeys.right(hash);
                CallerCheck.remember(request, () -> sessions.find(hash, false).isPresent());
                return login(
                        request, operator.get().name(), operator.get().role().roles());
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "a session cannot be checked");
            request.setAttribute(REFUSAL, REGISTRY_AWAY);
            return Optional.empty();
        }
        wrongKeys.wrong(request, hash);
        request.setAttribute(REFUSAL, NO_SESSION);
        return Optional.empty();
    }

    private static Optional<Caller> login(HttpServletRequest request, String name, Set<String> roles) {
        CachedCaller.remember(request, roles);
        return Optional.of(new Caller(name, roles));
    }
}
