package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The files that Payara Micro reads at its start, and its folder for temporary ones. */
record PayaraFiles(Path folder) {

    private static final String THREADS = "configs.config.server-config.thread-pools.thread-pool.http-thread-pool.";
    private static final String TCP = "configs.config.server-config.network-config.transports.transport.tcp.";

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

    void write(PayaraSettings settings) throws IOException {
        Folders.delete(temporary()); // a killed Payara leaves 100 MB there
        Files.createDirectories(temporary());
        Files.copy(settings.logFormat().configuration(), logging(), StandardCopyOption.REPLACE_EXISTING);
        PayaraListener http = new PayaraListener("http-listener");
        List<String> boot = new ArrayList<>(http.closed(settings.bind()));
        List<String> deployed = new ArrayList<>(http.open());
        settings.tls().ifPresent(it -> {
            PayaraListener https = new PayaraListener("https-listener");
            boot.addAll(https.closed(it.bind()));
            boot.addAll(https.encrypted(it));
            deployed.addAll(https.open());
        });
        String secrets = settings.environment().getOrDefault("IOTFLOW_SECRETS", "");
        if (!secrets.isBlank()) {
            boot.add(PayaraListener.quoted(
                    "set-config-dir --directory=" + secrets.strip())); // settings as files, such as influxdb.token
        }
        boot.addAll(List.of(
                // An answer that nobody reads keeps its thread so long, and so does a body that does not come.
                "set " + TCP + "write-timeout-millis=10000",
                "set " + TCP + "read-timeout-millis=10000",
                "set " + THREADS + "min-thread-pool-size=16",
                "set " + THREADS + "max-thread-pool-size=200"));
        Secret.write(bootCommands(), String.join("\n", boot));
        // Where the deployment failed before the application could: then the server answers for itself.
        Files.write(deployedCommands(), deployed);
    }
}
