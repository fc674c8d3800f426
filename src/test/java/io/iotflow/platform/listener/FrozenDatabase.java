package io.iotflow.platform.listener;

import io.iotflow.stack.TestStack;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** The tests' PostgreSQL, stopped by SIGSTOP: it keeps its connections and says nothing. */
final class FrozenDatabase {

    private final List<Long> processes;

    private FrozenDatabase(List<Long> processes) {
        this.processes = processes;
    }

    static FrozenDatabase freeze() {
        ProcessHandle server = ProcessHandle.of(TestStack.queryLong("SELECT pg_backend_pid()"))
                .flatMap(ProcessHandle::parent)
                .orElseThrow();
        FrozenDatabase frozen = new FrozenDatabase(Stream.concat(Stream.of(server), server.descendants())
                .map(ProcessHandle::pid)
                .toList());
        frozen.signal("-STOP");
        return frozen;
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
