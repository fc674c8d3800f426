package io.iotflow.telemetry.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.Device;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.refusal.TestRefusals;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.Retention;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.metrics.Tag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a payload has become on its way, it ends stored, partly stored or in the quarantine, and is acknowledged once. */
class MutatedPayloadTest {

    private static final int MUTATIONS = 10_000;
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", "roof", Device.Status.ACTIVE);

    private static final List<String> PARTS = List.of(
            "nan",
            "-inf",
            "null",
            "None",
            "\"unavailable\"",
            "\"\"",
            "1e999",
            "1e1000000000",
            "-0",
            "9007199254740993",
            "\"time\":1,",
            "\"\":2,",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            ",",
            ":",
            "\\",
            "\0",
            "\uFEFF",
            "\n",
            "\\u0000",
            "\\ud800",
            "\"timestamp\":0,",
            "\"timestamp\":\"soon\",",
            "\"bt\":1e300,",
            "\"t\":-1e-400,",
            "\"device_id\":\"x\",",
            "\"values\":{},",
            "\"metrics\":[],",
            "\"fields\":{},",
            "{\"a\":",
            "[[",
            " v=1 ",
            "é😀",
            "\"x\":\"ON\",");

    private final TestMetrics metrics = new TestMetrics();
    private final List<TelemetryMessage> stored = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private int acknowledged;
    private MqttIngestion ingestion;

    @BeforeEach
    void start() {
        ingestion = new MqttIngestion(
                received -> NativeMessage.open(received, deviceId -> Optional.of(DEVICE)),
                Optional.empty(),
                new MessageReader(TelemetrySettingsTest.settings(Map.of()), Retention.FOREVER),
                (deviceId, messages) -> Optional.empty(),
                1 << 20,
                (messages, kept) -> {
                    stored.addAll(messages);
                    refused.addAll(kept);
                    return CompletableFuture.completedFuture(List.of());
                },
                new TestRefusals(metrics).refusals(),
                metrics.registry());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"temperature\":21.5,\"humidity\":40}",
                "{\"time\":\"2026-11-28 10:00:05\",\"temperature_C\":4.2,\"status\":\"ok\",\"timestamp\":1769853600}",
                "{\"AM2301\":{\"Temperature\":21.4,\"Humidity\":55},\"Wifi\":{\"RSSI\":-60,\"List\":[1,2]}}",
                "{\"data\":{\"temperature\":21},\"metadata\":{\"location\":\"lab\"},\"timestamp\":1769853600,\"api_key\":\"k\"}",
                "[{\"v\":1,\"timestamp\":1769853600},{\"v\":2,\"timestamp\":\"2026-01-31T10:00:00Z\"}]",
                "[{\"ts\":1769853600000,\"values\":{\"a\":1,\"b\":true}},{\"ts\":1769853660000,\"values\":{\"a\":2}}]",
                "[{\"bn\":\"urn:dev:\",\"bt\":1769853600,\"bv\":20,\"n\":\"t\",\"v\":1.5},{\"n\":\"o\",\"vb\":true,\"t\":-1}]",
                "{\"metrics\":[{\"fields\":{\"idle\":9},\"name\":\"cpu\",\"tags\":{\"cpu\":\"cpu0\"},\"timestamp\":1769853600}]}",
                "cpu,cpu=cpu0 idle=93.5,n=5i,s=\"x y\" 1769853600000000000\ncpu idle=1",
                "21.5",
                "ON"
            })
    void endsSomewhereWhateverItHasBecome(String payload) {
        Random random = new Random(payload.hashCode());
        int unreadable = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutate(payload, random);
            stored.clear();
            refused.clear();
            acknowledged = 0;
            ingestion.receive(new ReceivedMessage(
                    "iotflow/devices/greenhouse-1/telemetry/climate", mutated, NOW, false, () -> acknowledged++));

            String text = new String(mutated, UTF_8);
            assertEquals(1, acknowledged, text);
            assertFalse(stored.isEmpty() && refused.isEmpty(), text);
            refused.forEach(it -> assertNotEquals(Reason.INTERNAL_ERROR, it.reason(), text));
            stored.forEach(it -> requireStorable(it, text));
            unreadable += stored.isEmpty() ? 1 : 0;
        }
        assertEquals(MUTATIONS, metrics.count("iotflow_received", new Tag("over", "mqtt")));
        assertTrue(unreadable < MUTATIONS, "something is stored");
    }

    private static void requireStorable(TelemetryMessage message, String text) {
        assertFalse(message.fields().isEmpty(), text);
        message.fields().forEach((key, value) -> {
            assertTrue(RequestBody.isWellFormed(key) && !key.isEmpty() && !key.equals("time"), text);
            assertTrue(!(value instanceof Double number) || Double.isFinite(number), text);
            assertTrue(!(value instanceof String it) || RequestBody.isWellFormed(it) && it.indexOf('\0') < 0, text);
        });
        if (message.extra() != null) {
            assertTrue(RequestBody.isWellFormed(message.extra()), text);
            Json.readObject(message.extra());
        }
    }

    private static byte[] mutate(String payload, Random random) {
        StringBuilder text = new StringBuilder(payload);
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, PARTS.get(random.nextInt(PARTS.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(5)));
                case 2 -> text.insert(at, (char) random.nextInt(0x250));
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
            }
        }
        byte[] bytes = text.toString().getBytes(UTF_8);
        if (bytes.length > 0 && random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
