package io.iotflow.platform.listener;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimedBodyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicLong clock = new AtomicLong();

    @Test
    void aBodyThatComesByteByByteIsARequestTimeout() {
        InputStream trickle = new InputStream() {
            @Override
            public int read() {
                clock.addAndGet(Duration.ofSeconds(9).toNanos());
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                buffer[offset] = (byte) read();
                return 1;
            }
        };

        Problem problem =
                assertThrows(Problem.class, () -> new TimedBody(trickle, PATIENCE, clock::get).readAllBytes());
        assertEquals(408, problem.status());
        assertEquals(36, Duration.ofNanos(clock.get()).toSeconds());
    }

    @Test
    void aReadThatTheServerGaveUpIsARequestTimeout() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("timed out");
            }
        };

        assertEquals(
                408,
                assertThrows(Problem.class, () -> new TimedBody(broken, PATIENCE, clock::get).read())
                        .status());
    }

    @Test
    void aBodyThatIsThereIsRead() throws IOException {
        byte[] body = new byte[100_000];
        assertArrayEquals(body, new TimedBody(new ByteArrayInputStream(body), PATIENCE, clock::get).readAllBytes());
    }
}
