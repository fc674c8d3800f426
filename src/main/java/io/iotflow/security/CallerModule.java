package io.iotflow.security;

import jakarta.security.auth.message.AuthException;
import jakarta.security.auth.message.AuthStatus;
import jakarta.security.auth.message.MessageInfo;
import jakarta.security.auth.message.MessagePolicy;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.GroupPrincipalCallback;
import jakarta.security.auth.message.module.ServerAuthModule;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;

/**
 * Tells the container who calls (Jakarta Authentication 3.0, the Servlet Container Profile). Jakarta Security's {@code
 * HttpAuthenticationMechanism} does the same, but Payara looks it up in JNDI twice for each request.
 */
final class CallerModule implements ServerAuthModule {

    private final ApiKeyMechanism mechanism;
    private CallbackHandler container;

    CallerModule(ApiKeyMechanism mechanism) {
        this.mechanism = mechanism;
    }

    @Override
    public void initialize(
            MessagePolicy requests, MessagePolicy responses, CallbackHandler handler, Map<String, Object> options) {
        container = handler;
    }

    @Override
    public Class<?>[] getSupportedMessageTypes() {
        return new Class<?>[] {HttpServletRequest.class, HttpServletResponse.class};
    }

    /** Refuses nobody: what a caller may do, the {@link AccessRules} say. */
    @Override
    public AuthStatus validateRequest(MessageInfo message, Subject client, Subject service) throws AuthException {
        Optional<ApiKeyMechanism.Caller> caller = mechanism.callerOf((HttpServletRequest) message.getRequestMessage());
        if (caller.isPresent()) {
            tell(
                    new CallerPrincipalCallback(client, caller.get().name()),
                    new GroupPrincipalCallback(client, caller.get().roles().toArray(String[]::new)));
        } else {
            tell(new CallerPrincipalCallback(client, (String) null));
        }
        return AuthStatus.SUCCESS;
    }

    private void tell(Callback... callbacks) throws AuthException {
        try {
            container.handle(callbacks);
        } catch (IOException | UnsupportedCallbackException e) {
            throw new AuthException("the container does not take the caller", e);
        }
    }
}
