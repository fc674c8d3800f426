package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AcknowledgementBufferTest {

    private static final byte[] PUBACK = {0x40, 2, 0, 1};
    private static final byte[] PINGREQ = {(byte) 0xC0, 0};

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final AtomicInteger expected = new AtomicInteger();
    private final AcknowledgementBuffer buffer = new AcknowledgementBuffer(sent, expected);

    @Test
    void sendsALoneAcknowledgementAtOnce() throws IOException {
        expected.set(1);
        write(PUBACK);
        assertEquals(4, sent.size());
    }

    @Test
    void sendsThoseThatFollowEachOtherTogether() throws IOException {
        expected.set(3);
        write(PUBACK);
        write(PUBACK);
        assertEquals(0, sent.size());
        write(PUBACK);
        assertEquals(12, sent.size());
    }

    @Test
    void sendsWhatIsNoAcknowledgementAtOnceAndWhatWaitsBeforeIt() throws IOException {
        expected.set(2);
        write(PUBACK);
        write(PINGREQ);
        assertEquals(6, sent.size());
        assertEquals(0x40, sent.toByteArray()[0]);
    }

    @Test
    void keepsNoMoreThanSomeHundred() throws IOException {
        expected.set(1_000);
        for (int i = 0; i < 300; i++) {
            write(PUBACK);
        }
        assertEquals(256 * 4, sent.size());
    }

    @Test
    void sendsAtOnceWhereItWasToldOfTooFew() throws IOException {
        write(PUBACK);
        write(PUBACK);
        assertEquals(8, sent.size());
    }

    private void write(byte[] packet) throws IOException {
        buffer.write(packet, 0, packet.length);
        buffer.flush();
    }
}
