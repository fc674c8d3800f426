package io.iotflow.platform.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.List;
import org.glassfish.grizzly.filterchain.Filter;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.server.AddOn;
import org.glassfish.grizzly.http.server.NetworkListener;

/**
 * The listeners of Payara Micro, where its configuration has them closed until there is something to answer (the
 * launcher's preboot.asadmin). They are opened with our filter in its chain: Payara asks for add-ons of Grizzly when it makes the chain, by
 * name, and Micro has the one named comet on, which nobody here uses.
 */
final class ClosedListeners {

    private static final String ADD_ON = "comet";
    private static final int BEFORE_OTHERS = 1_000;
    private static final String ENABLED =
            "configs.config.server-config.network-config.network-listeners.network-listener.%s.enabled=true";

    private ClosedListeners() {}

    /** Opens those that are closed, with this filter behind the parser. */
    static void open(Filter filter) throws ReflectiveOperationException {
        List<String> closed = ServerListeners.closed();
        if (closed.isEmpty()) {
            return;
        }
        Class<?> utilities = Class.forName("org.glassfish.hk2.utilities.ServiceLocatorUtilities");
        Class<?> locator = Class.forName("org.glassfish.hk2.api.ServiceLocator");
        Class<?> descriptor = Class.forName("org.glassfish.hk2.api.Descriptor");
        Object services = ServerListeners.locator();
        Object added = utilities
                .getMethod("addOneDescriptor", locator, descriptor)
                .invoke(null, services, describe(new BehindParser(filter)));
        try {
            for (String name : closed) {
                command("set", ENABLED.formatted(name));
            }
        } finally {
            utilities.getMethod("removeOneDescriptor", locator, descriptor).invoke(null, services, added);
        }
    }

    private static Object describe(AddOn addOn) throws ReflectiveOperationException {
        Object constant = Class.forName("org.glassfish.hk2.utilities.BuilderHelper")
                .getMethod("createConstantDescriptor", Object.class, String.class, Type[].class)
                .invoke(null, addOn, ADD_ON, new Type[] {AddOn.class});
        constant.getClass().getMethod("setRanking", int.class).invoke(constant, BEFORE_OTHERS);
        return constant;
    }

    private static void command(String name, String argument) throws ReflectiveOperationException {
        Class<?> runner = Class.forName("org.glassfish.embeddable.CommandRunner");
        Method run = runner.getMethod("run", String.class, String[].class);
        Object result = run.invoke(ServerListeners.service(runner.getName()), name, new String[] {argument});
        Object failure = Class.forName("org.glassfish.embeddable.CommandResult")
                .getMethod("getFailureCause")
                .invoke(result);
        if (failure instanceof Throwable cause) {
            throw new IllegalStateException(name + " " + argument, cause);
        }
    }

    private record BehindParser(Filter filter) implements AddOn {

        @Override
        public void setup(NetworkListener listener, FilterChainBuilder chain) {
            chain.add(chain.indexOfType(HttpServerFilter.class) + 1, filter);
        }
    }
}
