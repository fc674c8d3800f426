package io.iotflow.mqtt;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends acknowledgements together while more of them are on their way through Paho, which would send each by itself; a
 * commit acknowledges hundreds. Anything else is sent at once.
 */
final class AcknowledgementBuffer extends BufferedOutputStream {

    private static final int PUBACK = 0x40; // MQTT 3.1.1 section 3.4.1
    private static final int PUBACK_LENGTH = 4;

    private final Acknowledgements acknowledgements;
    private boolean endsWithAcknowledgement;

    AcknowledgementBuffer(OutputStream out, Acknowledgements acknowledgements) {
        super(out, 256 * PUBACK_LENGTH);
        this.acknowledgements = acknowledgements;
    }

    @Override
    public synchronized void write(byte[] packet, int offset, int length) throws IOException {
        endsWithAcknowledgement = length == PUBACK_LENGTH && packet[offset] == PUBACK;
        if (endsWithAcknowledgement) {
            acknowledgements.sent();
        }
        super.write(packet, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (!endsWithAcknowledgement || !acknowledgements.areMoreOnTheirWay()) {
            super.flush();
        }
    }
}
