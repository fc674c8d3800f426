package io.iotflow.tools.dev;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.AttachingConnector;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Gives the classes of a running JVM new code, as a debugger does, through its debug port on loopback. */
final class HotSwap {

    private static final String TIMEOUT_MILLIS = "3000";

    private final int port;

    HotSwap(int port) {
        this.port = port;
    }

    /**
     * Replaces the code of the classes that are loaded; the others are loaded from their files later.
     *
     * @return false when the JVM refuses, which it does for more than new code in methods, or when a debugger holds the port
     */
    boolean replace(Map<String, byte[]> classes) {
        try {
            VirtualMachine jvm = attach();
            try {
                Map<ReferenceType, byte[]> loaded = new HashMap<>();
                classes.forEach((name, code) -> jvm.classesByName(name).forEach(type -> loaded.put(type, code)));
                jvm.redefineClasses(loaded);
                return true;
            } finally {
                jvm.dispose();
            }
        } catch (IOException
                | IllegalConnectorArgumentsException
                | UnsupportedOperationException
                | LinkageError
                | com.sun.jdi.VMDisconnectedException e) {
            return false;
        }
    }

    private VirtualMachine attach() throws IOException, IllegalConnectorArgumentsException {
        AttachingConnector connector = Bootstrap.virtualMachineManager().attachingConnectors().stream()
                .filter(it -> it.name().equals("com.sun.jdi.SocketAttach"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        arguments.get("hostname").setValue("127.0.0.1");
        arguments.get("port").setValue(Integer.toString(port));
        arguments.get("timeout").setValue(TIMEOUT_MILLIS);
        return connector.attach(arguments);
    }
}
