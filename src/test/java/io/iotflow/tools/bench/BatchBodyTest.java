package io.iotflow.tools.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.json.Json;
import io.iotflow.tools.api.RegisteredDevice;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchBodyTest {

    private static final List<RegisteredDevice> DEVICES =
            List.of(new RegisteredDevice("a", ""), new RegisteredDevice("b", ""));

    @Test
    void sendsALineOfEachDeviceInTurn() {
        assertEquals("""
                bench_lines,device_id=a,room=lab seq=0,temperature=21.5,humidity=48.25,battery=3.71 1000
                bench_lines,device_id=b,room=lab seq=10,temperature=21.5,humidity=48.25,battery=3.71 1010
                bench_lines,device_id=a,room=lab seq=905,temperature=21.5,humidity=48.25,battery=3.71 1905
                """, body(BatchForm.lines));
    }

    @Test
    void sendsTheSameAsJson() {
        assertEquals(
                "{\"device_id\":\"b\",\"measurement\":\"bench_json\",\"tags\":{\"room\":\"lab\"},\"fields\":{\"seq\":10,"
                        + "\"temperature\":21.5,\"humidity\":48.25,\"battery\":3.71},\"timestamp\":1010}",
                Json.readObject(body(BatchForm.json))
                        .getJsonArray("points")
                        .get(1)
                        .toString());
    }

    @Test
    void goesOnWithTheDeviceThatIsNext() {
        BatchBody body = new BatchBody(BatchForm.lines, DEVICES, Instant.ofEpochSecond(1), Duration.ofSeconds(10));
        assertEquals("""
                bench_lines,device_id=b,room=lab seq=2,temperature=21.5,humidity=48.25,battery=3.71 21000
                bench_lines,device_id=a,room=lab seq=3,temperature=21.5,humidity=48.25,battery=3.71 31000
                """, body(body.request("", 1, new int[] {2, 3})));
    }

    private static String body(BatchForm form) {
        return body(new BatchBody(form, DEVICES, Instant.ofEpochSecond(1), Duration.ofMillis(1))
                .request("", 0, new int[] {0, 10, 905}));
    }

    private static String body(byte[] request) {
        String[] parts = new String(request, StandardCharsets.US_ASCII).split("\r\n\r\n", 2);
        assertEquals("Content-Length: " + parts[1].length(), parts[0]);
        return parts[1];
    }
}
