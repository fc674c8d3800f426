package io.iotflow.security;

import io.iotflow.device.CallingDevice;
import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.KeyHash;
import io.iotflow.platform.ratelimit.WrongKeys;
import io.iotflow.platform.web.CallerCheck;
import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * {@code X-API-Key} (of InfluxDB's clients the token) to principal: an operator key has the roles of {@link Operator.Role}, a device key the role device and the
 * device id as its name. Without a key the console's {@link SessionCookie} stands for the key that signed in. A wrong key leaves the caller unknown, and is marked for {@link AccessRules}, so that public
 * addresses answer all the same.
 */
@ApplicationScoped
@DeclareRoles({"admin", "viewer", "provisioner", "broker", "device"})
public class ApiKeyMechanism implements HttpAuthenticationMechanism {

    static final String REFUSAL = "io.iotflow.security.refusal";
    static final String UNKNOWN_KEY = "unknown key";
    static final String INACTIVE_DEVICE = "inactive device";
    static final String TOO_MANY_WRONG_KEYS = "too many wrong keys";
    static final String NO_SESSION = "session ended";
    static final String FOREIGN_REQUEST = "perhaps another site's request";
    static final String REGISTRY_AWAY = "the registry does not answer";

    private static final Logger LOG = Logger.getLogger(ApiKeyMechanism.class.getName());

    private static final String BASIC = "Basic ";
    private static final String TOKEN = "Token ";
    private static final String BEARER = "Bearer ";
    private static final String WEBHOOKS = "/api/v1/webhooks/";
    private static final Set<String> INFLUXDB = Set.of("/api/v1/influxdb/write", "/api/v2/write", "/write");

    private final OperatorKeys operators;
    private final Sessions sessions;
    private final DeviceRegistry devices;
    private final WrongKeys wrongKeys;
    private final KeyHash hashes;

    protected ApiKeyMechanism() { // CDI proxy
        this(null, null, null, null, null);
    }

    @Inject
    ApiKeyMechanism(
            OperatorKeys operators, Sessions sessions, DeviceRegistry devices, WrongKeys wrongKeys, KeyHash hashes) {
        this.operators = operators;
        this.sessions = sessions;
        this.devices = devices;
        this.wrongKeys = wrongKeys;
        this.hashes = hashes;
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        String key = keyOf(request);
        if (key == null || key.isEmpty()) {
            Optional<String> session = SessionCookie.of(request);
            return session.isPresent() ? validateSession(request, context, session.get()) : context.doNothing();
        }
        byte[] hash = hashes.of(key);
        Optional<Operator> operator;
        Optional<Device> device = Optional.empty();
        try {
            operator = operators.find(hash);
            boolean isRemembered = operator.isPresent() || devices.remembers(hash);
            if (!isRemembered && !wrongKeys.mayTry(request, hash)) { // what is in memory gives nothing to be tried
                request.setAttribute(REFUSAL, TOO_MANY_WRONG_KEYS);
                return context.doNothing();
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
            return context.doNothing();
        }
        if (operator.isPresent() || device.isPresent()) {
            wrongKeys.right(hash);
        } else {
            wrongKeys.wrong(request, hash);
        }
        if (operator.isPresent()) {
            CallerCheck.remember(request, () -> isOperator(hash));
            return login(
                    request,
                    context,
                    operator.get().name(),
                    operator.get().role().roles());
        }
        device.ifPresent(it -> CallingDevice.remember(request, it));
        if (device.filter(Device::mayAct).isPresent()) {
            CallerCheck.remember(
                    request,
                    () -> devices.findByHash(hash).filter(Device::mayAct).isPresent());
            return login(request, context, device.get().deviceId(), Set.of("device"));
        }
        request.setAttribute(REFUSAL, device.isPresent() ? INACTIVE_DEVICE : UNKNOWN_KEY);
        return context.doNothing();
    }

    private boolean isOperator(byte[] hash) {
        return operators.find(hash).or(() -> operators.lookUp(hash)).isPresent();
    }

    private AuthenticationStatus validateSession(HttpServletRequest request, HttpMessageContext context, String id) {
        if (SessionCookie.mayBeForeign(request)) {
            request.setAttribute(REFUSAL, FOREIGN_REQUEST);
            return context.doNothing();
        }
        byte[] hash = hashes.of(id);
        if (!sessions.remembers(hash) && !wrongKeys.mayTry(request, hash)) {
            request.setAttribute(REFUSAL, TOO_MANY_WRONG_KEYS);
            return context.doNothing();
        }
        try {
            boolean isUse = !SessionCookie.POLL.equals(request.getHeader(SessionCookie.HEADER));
            Optional<Operator> operator = sessions.find(hash, isUse);
            if (operator.isPresent()) {
                wrongKeys.right(hash);
                CallerCheck.remember(request, () -> sessions.find(hash, false).isPresent());
                return login(
                        request,
                        context,
                        operator.get().name(),
                        operator.get().role().roles());
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "a session cannot be checked");
            request.setAttribute(REFUSAL, REGISTRY_AWAY);
            return context.doNothing();
        }
        wrongKeys.wrong(request, hash);
        request.setAttribute(REFUSAL, NO_SESSION);
        return context.doNothing();
    }

    private static AuthenticationStatus login(
            HttpServletRequest request, HttpMessageContext context, String name, Set<String> roles) {
        CachedCaller.remember(request, roles);
        return context.notifyContainerAboutLogin(new CallerPrincipal(name), roles);
    }

    private static String keyOf(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        if (path.startsWith(WEBHOOKS)) {
            return null; // a webhook's key is its mapping's own, and no caller's
        }
        String key = request.getHeader("X-API-Key");
        if (key != null) {
            return key;
        }
        String given = request.getHeader("Authorization");
        if (given == null) {
            return path.equals("/write") ? queryPassword(request) : null;
        }
        if (path.startsWith("/api/v1/broker/")) {
            return passwordOf(given);
        }
        return INFLUXDB.contains(path) ? tokenOf(given) : null;
    }

    /** InfluxDB's clients send a token in one of three ways, with a user's name before it where they know one. */
    private static String tokenOf(String given) {
        for (String scheme : List.of(TOKEN, BEARER)) {
            if (given.regionMatches(true, 0, scheme, 0, scheme.length())) {
                String token = given.substring(scheme.length()).strip();
                return token.substring(token.indexOf(':') + 1);
            }
        }
        return passwordOf(given);
    }

    /** InfluxDB 1's clients may have it in the query. */
    private static String queryPassword(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null) {
            return null;
        }
        try {
            return Arrays.stream(query.split("&"))
                    .filter(it -> it.startsWith("p="))
                    .map(it -> URLDecoder.decode(it.substring(2), StandardCharsets.UTF_8))
                    .findFirst()
                    .orElse(null);
        } catch (IllegalArgumentException e) { // a percent sign that begins nothing
            return null;
        }
    }

    /** Brokers that ask whether a device may connect cannot all send a header: they send the key as a Basic password. */
    private static String passwordOf(String basic) {
        if (!basic.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return null;
        }
        try {
            byte[] account =
                    Base64.getDecoder().decode(basic.substring(BASIC.length()).strip());
            String[] parts = new String(account, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 ? parts[1] : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
