package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The files that Payara Micro reads at its start, and its folder for temporary ones. */
record PayaraFiles(Path folder) {

    private static final String HTTP =
            "configs.config.server-config.network-config.protocols.protocol.http-listener.http.";
    private static final String THREADS = "configs.config.server-config.thread-pools.thread-pool.http-thread-pool.";
    private static final String TCP = "configs.config.server-config.network-config.transports.transport.tcp.";
    private static final String LISTENER =
            "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.";

    static PayaraFiles in(Path data) {
        return new PayaraFiles(data.toAbsolutePath().normalize().resolve("payara"));
    }

    Path bootCommands() {
        return folder.resolve("preboot.asadmin");
    }

    Path deployedCommands() {
        return folder.resolve("postdeploy.asadmin");
    }

    Path logging() {
        return folder.resolve("logging.properties");
    }

    Path temporary() {
        return folder.resolve("tmp");
    }

    Path pid() {
        return folder.resolve("pid");
    }

    void write(String bind, LogFormat format) throws IOException {
        Folders.delete(temporary()); // a killed Payara leaves 100 MB there
        Files.createDirectories(temporary());
        Files.copy(format.configuration(), logging(), StandardCopyOption.REPLACE_EXISTING);
        Files.write(
                bootCommands(),
                List.of(
                        "set " + LISTENER + "enabled=false", // the application opens it when it can answer
                        "set " + LISTENER + "address=" + bind,
                        // Requests per connection: the default of 250 makes busy clients reconnect all the time.
                        "set " + HTTP + "max-connections=-1",
                        "set " + HTTP + "timeout-seconds=75",
                        "set " + HTTP + "server-header=false",
                        // HTTP/2 has no bound on streams that are begun and reset; nobody here needs it.
                        "set " + HTTP + "http2-enabled=false",
                        // Else a body of DELETE is taken for the next request.
                        "set " + HTTP + "allow-payload-for-undefined-http-methods=true",
                        // An answer that nobody reads keeps its thread so long, and so does a body that does not come.
                        "set " + TCP + "write-timeout-millis=10000",
                        "set " + TCP + "read-timeout-millis=10000",
                        // What is left of a body that was refused is read so far; then the connection is closed.
                        "set " + HTTP + "max-swallowing-input-bytes=65536",
                        "set " + THREADS + "min-thread-pool-size=16",
                        "set " + THREADS + "max-thread-pool-size=200"));
        // Where the deployment failed before the application could: then the server answers for itself.
        Files.write(deployedCommands(), List.of("set " + LISTENER + "enabled=true"));
    }
}
