package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The bytes of every message of one connection: made once, then only the digits of time and sequence number change.
 * JSON allows spaces before a number, so the length stays the same. Not for several threads.
 */
final class Payload {

    private static final String TIME = "T".repeat(13);
    private static final String SEQUENCE = "S".repeat(10);
    private static final String FIELDS =
            "\"seq\":" + SEQUENCE + ",\"temperature\":21.5,\"humidity\":48.25,\"battery\":3.71";

    private final byte[] bytes;
    private final int time;
    private final int sequence;
    private final long base;
    private final char filler;

    private Payload(String template, Instant base, char filler) {
        this.filler = filler;
        this.bytes = template.getBytes(StandardCharsets.US_ASCII);
        this.time = template.indexOf(TIME);
        this.sequence = template.indexOf(SEQUENCE);
        this.base = base.toEpochMilli();
    }

    /** What is published; the measurement is in the topic. */
    static Payload mqtt(Instant base) {
        return new Payload("{\"timestamp\":" + TIME + "," + FIELDS + "}", base, ' ');
    }

    /** A whole request, its head included. */
    static Payload http(String authority, RegisteredDevice device, String measurement, Instant base) {
        String body = "{\"type\":\"" + measurement + "\",\"timestamp\":" + TIME + ",\"data\":{" + FIELDS + "}}";
        String head = "POST /api/v1/devices/telemetry HTTP/1.1\r\nHost: " + authority + "\r\nX-API-Key: " + device.key()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
        return new Payload(head + body, base, ' ');
    }

    /** The same as a line to a server that takes InfluxDB's write; line protocol allows zeros before a number. */
    static Payload line(String authority, String token, RegisteredDevice device, String measurement, Instant base) {
        String line = measurement + ",device_id=" + device.deviceId() + " seq=" + SEQUENCE
                + ",temperature=21.5,humidity=48.25,battery=3.71 " + TIME;
        String head = "POST " + BatchForm.lines.path + " HTTP/1.1\r\nHost: " + authority
                + "\r\nAuthorization: Token " + token
                + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + line.length() + "\r\n\r\n";
        return new Payload(head + line, base, '0');
    }

    /** A request that is the same each time. */
    static Payload get(String authority, String path) {
        return new Payload("GET " + path + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n", Instant.EPOCH, ' ');
    }

    /** The bytes with this sequence number; the next call changes them. */
    byte[] with(long number) {
        write(base + number, time, TIME.length());
        write(number, sequence, SEQUENCE.length());
        return bytes;
    }

    private void write(long number, int from, int width) {
        if (from < 0) {
            return; // it does not say so
        }
        int at = from + width;
        long rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        while (at > from) {
            bytes[--at] = (byte) filler;
        }
    }
}
