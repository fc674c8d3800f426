package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class AcknowledgementBufferTest {

    private static final byte[] PUBACK = {0x40, 2, 0, 1};
    private static final byte[] PINGREQ = {(byte) 0xC0, 0};

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final AcknowledgementBuffer buffer = new AcknowledgementBuffer(sent, acknowledgements);

    @Test
    void sendsALoneAcknowledgementAtOnce() throws IOException {
        give(1);
        write(PUBACK);
        assertEquals(4, sent.size());
    }

    @Test
    void sendsThoseThatFollowEachOtherTogether() throws IOException {
        give(3);
        write(PUBACK);
        write(PUBACK);
        assertEquals(0, sent.size());
        write(PUBACK);
        assertEquals(12, sent.size());
    }

    @Test
    void sendsWhatIsNoAcknowledgementAtOnceAndWhatWaitsBeforeIt() throws IOException {
        give(2);
        write(PUBACK);
        write(PINGREQ);
        assertEquals(6, sent.size());
        assertEquals(0x40, sent.toByteArray()[0]);
    }

    @Test
    void keepsNoMoreThanSomeHundred() throws IOException {
        give(1_000);
        for (int i = 0; i < 300; i++) {
            write(PUBACK);
        }
        assertEquals(256 * 4, sent.size());
    }

    /** There is no packet that acknowledges it. */
    @Test
    void waitsForNoneOfAMessageOfQos0() throws IOException {
        acknowledgements.given(0);
        give(1);
        write(PUBACK);
        assertEquals(4, sent.size());
    }

    @Test
    void waitsForNoneThatPahoDidNotTake() throws IOException {
        give(2);
        acknowledgements.refused(1);
        write(PUBACK);
        assertEquals(4, sent.size());
    }

    @Test
    void sendsAtOnceWhereItWasToldOfTooFew() throws IOException {
        write(PUBACK);
        write(PUBACK);
        assertEquals(8, sent.size());
    }

    private void give(int number) {
        for (int i = 0; i < number; i++) {
            acknowledgements.given(1);
        }
    }

    private void write(byte[] packet) throws IOException {
        buffer.write(packet, 0, packet.length);
        buffer.flush();
    }
}
