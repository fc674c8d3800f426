package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One PostgreSQL cluster on disk and the server process that works on it. */
final class PostgresCluster {

    static final String SUPERUSER = "postgres";

    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.of(
            // What is acknowledged must be on disk.
            "fsync", "on",
            "synchronous_commit", "on",
            "unix_socket_directories", "",
            "max_connections", "200",
            "effective_cache_size", "1GB",
            "random_page_cost", "1.1",
            "wal_compression", "on",
            "max_wal_size", "2GB",
            "log_timezone", "UTC"));

    private final Path folder;
    private final Path log;
    private final Path bin;
    private final PostgresAccount account;

    PostgresCluster(Path folder, Path log, Path bin, PostgresAccount account) {
        this.folder = folder;
        this.log = log;
        this.bin = bin;
        this.account = account;
    }

    boolean exists() {
        return Files.exists(folder.resolve("PG_VERSION"));
    }

    /** Made beside the folder and moved into place, so that a creation that was interrupted leaves no cluster. */
    void create(String password) throws IOException {
        Path partial = folder.resolveSibling("cluster-unfinished");
        Path passwordFile = folder.resolveSibling("initial-password");
        Folders.delete(partial);
        Files.createDirectories(partial);
        account.own(partial);
        Secret.write(passwordFile, password);
        try {
            account.own(passwordFile);
            initialise(partial, passwordFile);
            Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    private void initialise(Path partial, Path passwordFile) {
        run(
                "initdb",
                "--pgdata=" + partial,
                "--username=" + SUPERUSER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions");
    }

    /** Starts the server and returns at once. */
    Process start(String host, int port) throws IOException {
        account.own(folder);
        List<String> command = new ArrayList<>(ChildProcess.ownSession());
        if (account.isForeign()) {
            command.addAll(ChildProcess.diesWithUs("KILL")); // runuser stays in between; its death is postgres' signal
        }
        command.addAll(account.prefix());
        command.addAll(ChildProcess.diesWithUs("INT")); // a fast, clean shutdown
        command.addAll(List.of(bin.resolve("postgres").toString(), "-D", folder.toString(), "-p", "" + port));
        command.addAll(List.of("-c", "listen_addresses=" + host));
        command.addAll(
                List.of("-c", "shared_buffers=" + SharedBuffers.ofThisMachine().setting()));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        ProcessBuilder builder = beside().command(command).redirectErrorStream(true);
        Process process = ChildProcess.start(builder.redirectOutput(log.toFile()));
        process.getOutputStream().close();
        return process;
    }

    /**
     * Stops the server that works on this folder, if there is one.
     *
     * @param mode {@code fast}, or {@code immediate} to leave the folder as a power cut would
     */
    void stop(String mode) {
        if (server().isPresent()) {
            run("pg_ctl", "stop", "--pgdata=" + folder, "--mode=" + mode, "--timeout=60", "--wait", "--silent");
        }
    }

    /** The running server of this folder. */
    Optional<ProcessHandle> server() {
        return LeftBehind.find(folder.resolve("postmaster.pid"), folder);
    }

    private void run(String program, String... arguments) {
        ChildProcess.run(account.command(bin.resolve(program), arguments), beside());
    }

    private ProcessBuilder beside() {
        ProcessBuilder builder =
                new ProcessBuilder().directory(folder.getParent().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder;
    }
}
