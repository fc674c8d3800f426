package io.iotflow.platform.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class AbortedAnswersTest {

    private static LogRecord failed(Throwable thrown) {
        LogRecord record = new LogRecord(Level.SEVERE, "An I/O error has occurred");
        record.setThrown(thrown);
        assertTrue(AbortedAnswers.shorten(record));
        return record;
    }

    private static IOException in(String... frames) {
        IOException e = new IOException("Broken pipe");
        StackTraceElement[] stack = new StackTraceElement[frames.length];
        for (int i = 0; i < frames.length; i++) {
            stack[i] = new StackTraceElement(frames[i], "write", null, 1);
        }
        e.setStackTrace(stack);
        return e;
    }

    @Test
    void aClientThatHungUpIsALine() {
        LogRecord record =
                failed(new RuntimeException(in("sun.nio.ch.IOUtil", "org.glassfish.grizzly.nio.X", "io.iotflow.Y")));

        assertNull(record.getThrown());
        assertEquals("A client did not take an answer to its end: Broken pipe", record.getMessage());
    }

    @Test
    void anyOtherFailureKeepsItsStack() {
        Throwable ours =
                new RuntimeException(in("java.io.FileInputStream", "io.iotflow.Y", "org.glassfish.grizzly.nio.X"));

        LogRecord record = failed(ours);

        assertSame(ours, record.getThrown());
        assertEquals("An I/O error has occurred", record.getMessage());
        assertNull(failed(null).getThrown());
    }
}
