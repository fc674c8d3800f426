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
    private static final String PROTOCOL = "org.glassfish.grizzly.config.dom.Protocol";
    private static final String SSL = "org.glassfish.grizzly.config.dom.Ssl";
    private static final String PLAIN = "http-listener";
    private static final String ENCRYPTED = "https-listener";
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

    /**
     * The names of those that the configuration has off and that are wanted: Payara Micro's plain one, and the encrypted
     * one where it has a key store, which Micro's own has not.
     */
    static List<String> closed() throws ReflectiveOperationException {
        List<String> closed = new ArrayList<>();
        for (Object listener : configured()) {
            String name = text(listener, "getName");
            if (text(listener, "getEnabled").equals("false")
                    && (name.equals(PLAIN) || name.equals(ENCRYPTED) && hasKeyStore(listener))) {
                closed.add(name);
            }
        }
        return closed;
    }

    private static boolean hasKeyStore(Object listener) throws ReflectiveOperationException {
        Object protocol = Class.forName(LISTENER).getMethod("findHttpProtocol").invoke(listener);
        Object ssl = Class.forName(PROTOCOL).getMethod("getSsl").invoke(protocol);
        return ssl != null && Class.forName(SSL).getMethod("getKeyStore").invoke(ssl) != null;
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
