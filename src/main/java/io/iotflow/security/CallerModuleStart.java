package io.iotflow.security;

import jakarta.annotation.security.DeclareRoles;
import jakarta.inject.Inject;
import jakarta.security.auth.message.config.AuthConfigFactory;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** Has the container ask the {@link CallerModule} about each request, from the application's start to its end. */
@WebListener
@DeclareRoles({"admin", "viewer", "provisioner", "broker", "device"})
public class CallerModuleStart implements ServletContextListener {

    @Inject
    private ApiKeyMechanism mechanism;

    @Override
    public void contextInitialized(ServletContextEvent start) {
        AuthConfigFactory.getFactory().registerServerAuthModule(new CallerModule(mechanism), start.getServletContext());
    }

    @Override
    public void contextDestroyed(ServletContextEvent end) {
        AuthConfigFactory.getFactory().removeServerAuthModule(end.getServletContext());
    }
}
