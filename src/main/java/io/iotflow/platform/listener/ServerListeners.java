package io.iotflow.platform.listener;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.filterchain.FilterChain;

/**
 * Payara's running listeners. Its classes are found by name: they are in the server, and in no repository to compile
 * against.
 */
final class ServerListeners {

    private static final String LOCATOR = "org.glassfish.internal.api.Globals";
    private static final String SERVICE = "com.sun.enterprise.v3.services.impl.GrizzlyService";
    private static final String CONFIGURATION = "org.glassfish.grizzly.config.dom.NetworkListeners";
    private static final String LISTENER = "org.glassfish.grizzly.config.dom.NetworkListener";

    private ServerListeners() {}

    /** The filter chain of each, the administrator's included. */
    static List<FilterChain> chains() throws ReflectiveOperationException {
        Class<?> globals = Class.forName(LOCATOR);
        Object service = globals.getMethod("get", Class.class).invoke(null, Class.forName(SERVICE));
        Object configuration = globals.getMethod("get", Class.class).invoke(null, Class.forName(CONFIGURATION));
        Collection<?> listeners = (Collection<?>)
                Class.forName(CONFIGURATION).getMethod("getNetworkListener").invoke(configuration);
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
                if (transport != null && transport.getProcessor() instanceof FilterChain chain) {
                    chains.add(chain);
                }
            }
        }
        return chains;
    }
}
