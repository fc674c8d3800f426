package io.iotflow.platform.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.http.HttpServerFilter;

/**
 * Payara's listeners. Its classes are found by name: they are in the server, and in no repository to compile against.
 */
final class ServerListeners {

    private static final String LOCATOR = "org.glassfish.internal.api.Globals";
    private static final String SERVICE = "com.sun.enterprise.v3.services.impl.GrizzlyService";
    private static final String CONFIGURATION = "org.glassfish.grizzly.config.dom.NetworkListeners";
    private static final String LISTENER = "org.glassfish.grizzly.config.dom.NetworkListener";
    private static final String ADMINISTRATOR = "admin-listener";

    private ServerListeners() {}

    /** The chain of each that runs and speaks HTTP, the administrator's included. */
    static List<FilterChain> chains() throws ReflectiveOperationException {
        return chains(configured());
    }

    /** The same without the administrator's. */
    static List<FilterChain> ofApplications() throws ReflectiveOperationException {
        List<Object> others = new ArrayList<>();
        for (Object listener : configured()) {
            if (!text(listener, "getName").equals(ADMINISTRATOR)) {
                others.add(listener);
            }
        }
        return chains(others);
    }

    /** Whether there is one of this name, and the configuration has it off. */
    static boolean isClosed(String name) throws ReflectiveOperationException {
        for (Object listener : configured()) {
            if (text(listener, "getName").equals(name)) {
                return text(listener, "getEnabled").equals("false");
            }
        }
        return false;
    }

    /** Where the parser is in a chain that speaks HTTP. */
    static int indexOfParser(FilterChain chain) {
        return chain.indexOfType(HttpServerFilter.class);
    }

    /** One of Payara's services. */
    static Object service(String type) throws ReflectiveOperationException {
        return Class.forName(LOCATOR).getMethod("get", Class.class).invoke(null, Class.forName(type));
    }

    /** What has all of its services. */
    static Object locator() throws ReflectiveOperationException {
        Object service = service(SERVICE);
        return service.getClass().getMethod("getHabitat").invoke(service);
    }

    private static Collection<?> configured() throws ReflectiveOperationException {
        return (Collection<?>)
                Class.forName(CONFIGURATION).getMethod("getNetworkListener").invoke(service(CONFIGURATION));
    }

    private static String text(Object listener, String getter) throws ReflectiveOperationException {
        return String.valueOf(Class.forName(LISTENER).getMethod(getter).invoke(listener));
    }

    private static List<FilterChain> chains(Collection<?> listeners) throws ReflectiveOperationException {
        Object service = service(SERVICE);
        List<FilterChain> chains = new ArrayList<>();
        for (Object listener : listeners) {
            Object proxy = service.getClass()
                    .getMethod("lookupNetworkProxy", Class.forName(LISTENER))
                    .invoke(service, listener);
            if (proxy != null) {
                Object grizzly =
                        proxy.getClass().getMethod("getUnderlyingListener").invoke(proxy);
                Transport transport =
                        (Transport) grizzly.getClass().getMethod("getTransport").invoke(grizzly);
                if (transport != null
                        && transport.getProcessor() instanceof FilterChain chain
                        && indexOfParser(chain) >= 0) {
                    chains.add(chain);
                }
            }
        }
        return chains;
    }
}
