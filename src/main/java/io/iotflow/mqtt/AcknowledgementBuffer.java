package io.iotflow.mqtt;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends acknowledgements together while more of them are on their way through Paho, which would send each by itself; a
 * commit acknowledges hundreds. Anything else is sent at once.
 */
final class AcknowledgementBuffer extends BufferedOutputStream {

    private static final int PUBACK = 0x40; // MQTT 3.1.1 section 3.4.1
    private static final int PUBACK_LENGTH = 4;

    private final AtomicInteger expected;
    private boolean endsWithAcknowledgement;

    /** @param expected how many were given to Paho and not to this stream yet */
    AcknowledgementBuffer(OutputStream out, AtomicInteger expected) {
        super(out, 256 * PUBACK_LENGTH);
        this.expected = expected;
    }

    @Override
    public synchronized void write(byte[] packet, int offset, int length) throws IOException {
        endsWithAcknowledgement = length == PUBACK_LENGTH && packet[offset] == PUBACK;
        if (endsWithAcknowledgement) {
            expected.decrementAndGet();
        }
        super.write(packet, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!endsWithAcknowledgement || expected.get() <= 0) {
            super.flush();
        }
    }
}
