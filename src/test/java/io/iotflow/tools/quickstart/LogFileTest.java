package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    private Path folder;

    @Test
    void findsTheCauseInALogOfLinesAndInOneOfJson() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), """
                INFO one
                SEVERE it failed
                java.lang.IllegalStateException: outer
                \tat x.Y.z(Y.java:1)
                Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong
                \tat x.Y.z(Y.java:2)
                """);
        Path json = Files.writeString(folder.resolve("json"), """
                {"Level":"INFO","LogMessage":"one"}
                {"Level":"SEVERE","Throwable":{"Exception":"it failed","StackTrace":"outer\\n\\tat x\\nCaused by: \
                java.lang.IllegalStateException: IOTFLOW_LOG is wrong\\n\\tat y"}}
                {"Level":"INFO","LogMess""");

        Optional<String> cause = Optional.of("Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong");
        assertEquals(cause, LogFile.causeOf(text, "it failed"));
        assertEquals(cause, LogFile.causeOf(json, "it failed"));
        assertEquals(Optional.of("SEVERE it failed"), LogFile.lastMatching(json, "SEVERE"));
    }

    @Test
    void takesTheCauseOfTheFailureAndNotOfWhatStopsAfterIt() throws IOException {
        String later = """
                WARNING a connection ended
                java.sql.SQLException: lost
                \tat x.Y.z(Y.java:1)
                Caused by: java.net.SocketException: Socket closed
                """;
        Path within = Files.writeString(folder.resolve("within"), """
                SEVERE it failed
                java.lang.Exception: outer
                \tat x.Y.z(Y.java:1)
                Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong
                \t... 3 more
                """ + later);
        Path before = Files.writeString(folder.resolve("before"), """
                SEVERE a context did not start
                java.lang.Exception: outer
                \tat x.Y.z(Y.java:1)
                Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong
                SEVERE it failed
                java.lang.Exception: outer
                \tat x.Y.z(Y.java:1)
                """ + later);
        Path unknown = Files.writeString(folder.resolve("unknown"), later);

        Optional<String> cause = Optional.of("Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong");
        assertEquals(cause, LogFile.causeOf(within, "it failed"));
        assertEquals(cause, LogFile.causeOf(before, "it failed"));
        assertEquals(
                Optional.of("Caused by: java.net.SocketException: Socket closed"),
                LogFile.causeOf(unknown, "it failed"));
    }

    @Test
    void takesTheCauseThatTheFailureNamesAndNotThatOfAnotherThread() throws IOException {
        Path log = Files.writeString(folder.resolve("between"), """
                WARNING it does not start
                java.lang.Exception: outer
                Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong
                WARNING a task failed
                java.lang.RuntimeException: lost
                Caused by: java.sql.SQLException: no pool
                SEVERE it failed
                java.lang.Exception: start: java.lang.IllegalStateException: IOTFLOW_LOG is wrong
                \tat x.Y.z(Y.java:1)
                """);

        assertEquals(
                Optional.of("Caused by: java.lang.IllegalStateException: IOTFLOW_LOG is wrong"),
                LogFile.causeOf(log, "it failed"));
    }
}
