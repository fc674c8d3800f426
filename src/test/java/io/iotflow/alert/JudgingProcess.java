package io.iotflow.alert;

import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestTasks;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** An evaluator in a process of its own, without the rest of the application, which a test may kill at any instant. */
final class JudgingProcess implements AutoCloseable {

    private final Process process;
    private final AtomicLong judged = new AtomicLong();

    JudgingProcess(TestDatabase database) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                JudgingProcess.class.getName()));
        command.addAll(database.address());
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/judging-process.log")))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::read, "judging-process");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                judged.set(Long.parseLong(line));
            }
        } catch (IOException e) {
            // it is killed
        }
    }

    /** How many messages it has judged so far. */
    long judged() {
        return judged.get();
    }

    /** SIGKILL. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Takes turns until its parent is gone; says after each how many messages it has judged. */
    public static void main(String... address) throws InterruptedException {
        Thread parent = new Thread(
                () -> {
                    try {
                        System.in.read();
                    } catch (IOException e) {
                        // it is gone
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent");
        parent.setDaemon(true);
        parent.start();
        TestTasks tasks = new TestTasks();
        Evaluator node = new TestAlerts(tasks, TestDatabase.at(List.of(address))).node();
        while (true) {
            long pause = node.turn(2_000, Instant.now()).toMillis();
            System.out.println(tasks.metrics().count("iotflow_alert_evaluated"));
            parent.join(Math.max(1, pause)); // 0 would be for ever
        }
    }
}
