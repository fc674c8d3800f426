package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** The bytes of one request after the other, made with as little work as can be. Not for several threads. */
final class BatchBody {

    private static final String FIELDS = ",\"temperature\":21.5,\"humidity\":48.25,\"battery\":3.71";

    private final BatchForm form;
    private final List<byte[]> heads;
    private final byte[] middle;
    private final byte[] tail;
    private final long base;
    private final long step;
    private byte[] bytes = new byte[1 << 16];
    private int length;

    /** @param step between two messages of a device */
    BatchBody(BatchForm form, List<RegisteredDevice> devices, Instant base, Duration step) {
        boolean isLines = form == BatchForm.lines;
        this.form = form;
        this.base = base.toEpochMilli();
        this.step = step.toMillis();
        this.heads = devices.stream()
                .map(it -> isLines
                        ? form.measurement() + ",device_id=" + it.deviceId() + ",room=lab seq="
                        : "{\"device_id\":\"" + it.deviceId() + "\",\"measurement\":\"" + form.measurement()
                                + "\",\"tags\":{\"room\":\"lab\"},\"fields\":{\"seq\":")
                .map(BatchBody::ascii)
                .toList();
        this.middle = ascii(isLines ? ",temperature=21.5,humidity=48.25,battery=3.71 " : FIELDS + "},\"timestamp\":");
        this.tail = ascii(isLines ? "\n" : "}");
    }

    /** A whole request with message {@code numbers[i]} of each device, the devices in turn from the first one on. */
    byte[] request(String head, int first, int[] numbers) {
        length = 0;
        put(ascii(form == BatchForm.lines ? "" : "{\"points\":["));
        for (int i = 0; i < numbers.length; i++) {
            if (i > 0 && form == BatchForm.json) {
                put(ascii(","));
            }
            put(heads.get((first + i) % heads.size()));
            put(numbers[i]);
            put(middle);
            put(base + numbers[i] * step);
            put(tail);
        }
        put(ascii(form == BatchForm.lines ? "" : "]}"));
        byte[] start = ascii(head + "Content-Length: " + length + "\r\n\r\n");
        byte[] request = Arrays.copyOf(start, start.length + length);
        System.arraycopy(bytes, 0, request, start.length, length);
        return request;
    }

    private void put(long number) {
        long power = 1;
        while (number / power >= 10) {
            power *= 10;
        }
        for (; power > 0; power /= 10) {
            require(1);
            bytes[length++] = (byte) ('0' + number / power % 10);
        }
    }

    private void put(byte[] part) {
        require(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void require(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
