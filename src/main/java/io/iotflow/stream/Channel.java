package io.iotflow.stream;

import java.io.IOException;

/** Where a listener's bytes go: what is ready takes some without waiting. */
interface Channel {

    /** Whether a write would not wait; where it would, {@link Listener#write} is called when it would not any more. */
    boolean isReady();

    /** Only after {@link #isReady}. */
    void write(byte[] bytes) throws IOException;

    /** Only after {@link #isReady}. */
    void flush() throws IOException;

    /** Ends the answer. */
    void close();
}
