package io.iotflow.platform.listener;

import io.iotflow.platform.problem.Problem;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** A body that must have come some time after it is first read. The server itself ends a read that gets nothing at all. */
final class TimedBody extends FilterInputStream {

    private final Duration patience;
    private final LongSupplier clock;
    private long beginNanos;
    private boolean begun;

    TimedBody(InputStream body, Duration patience, LongSupplier clock) {
        super(body);
        this.patience = patience;
        this.clock = clock;
    }

    private interface Read {
        int read() throws IOException;
    }

    @Override
    public int read() throws IOException {
        return timed(super::read);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return timed(() -> super.read(buffer, offset, length));
    }

    private int timed(Read read) {
        if (!begun) {
            begun = true;
            beginNanos = clock.getAsLong();
        }
        try {
            int count = read.read();
            if (count >= 0 && clock.getAsLong() - beginNanos > patience.toNanos()) {
                throw Problem.timeout("The body did not come within " + patience.toSeconds() + " s.");
            }
            return count;
        } catch (IOException e) { // nothing came for as long as the server waits, or the caller is gone
            throw Problem.timeout("The body did not come in time.");
        }
    }
}
