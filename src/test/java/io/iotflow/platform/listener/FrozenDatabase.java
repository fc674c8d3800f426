package io.iotflow.platform.listener;

import io.iotflow.stack.TestStack;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** The tests' PostgreSQL, stopped by SIGSTOP: it keeps its connections and says nothing. */
final class FrozenDatabase {

    private final List<Long> processes;

    private FrozenDatabase(List<Long> processes) {
        this.processes = processes;
    }

    static FrozenDatabase freeze() {
        ProcessHandle server = ProcessHandle.of(serverPid()).orElseThrow();
        FrozenDatabase frozen = new FrozenDatabase(Stream.concat(Stream.of(server), server.descendants())
                .map(ProcessHandle::pid)
                .toList());
        frozen.signal("-STOP");
        return frozen;
    }

    /** The server's own: a backend's parent is not found once its connection is closed. */
    private static long serverPid() {
        try (Connection connection = TestStack.databaseAsSuperuser().getConnection();
                ResultSet row = connection
                        .createStatement()
                        .executeQuery("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::bigint")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String name) {
        List<String> command = new java.util.ArrayList<>(List.of("kill", name));
        processes.forEach(it -> command.add(String.valueOf(it)));
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
