package io.iotflow.platform.listener;

import java.lang.reflect.Proxy;

/** What Payara tells of the applications on it; its classes are found by name, as those of {@link ServerListeners}. */
final class ServerEvents {

    private static final String EVENTS = "org.glassfish.api.event.Events";
    private static final String LISTENER = "org.glassfish.api.event.EventListener";
    private static final String DEPLOYMENT = "org.glassfish.internal.deployment.Deployment";

    private ServerEvents() {}

    /** Calls this each time when an application has started, its addresses included; what is returned ends it. */
    static Runnable onApplicationStarted(Runnable act) throws ReflectiveOperationException {
        Object events = ServerListeners.service(EVENTS);
        Class<?> listener = Class.forName(LISTENER);
        Object started =
                Class.forName(DEPLOYMENT).getField("APPLICATION_STARTED").get(null);
        Object ours = Proxy.newProxyInstance(
                listener.getClassLoader(), new Class<?>[] {listener}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "equals":
                            return proxy == arguments[0];
                        case "hashCode":
                            return System.identityHashCode(proxy);
                        case "toString":
                            return ServerEvents.class.getName();
                        default:
                            Object type =
                                    arguments[0].getClass().getMethod("type").invoke(arguments[0]);
                            if (type == started) {
                                act.run();
                            }
                            return null;
                    }
                });
        Class<?> face = Class.forName(EVENTS);
        face.getMethod("register", listener).invoke(events, ours);
        return () -> {
            try {
                face.getMethod("unregister", listener).invoke(events, ours);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
