package io.iotflow.telemetry.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.device.Device;
import io.iotflow.mqtt.ReceivedMessage;
import io.iotflow.quarantine.Reason;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMessageTest {

    private static final Device DEVICE =
            new Device(7, "greenhouse-1", "Greenhouse 1", "esp32", null, Device.Status.ACTIVE);

    @ParameterizedTest
    @CsvSource({
        "iotflow/devices/greenhouse-1/telemetry/temperature, false, temperature",
        "iotflow/devices/greenhouse-1/status/online, true, online",
        "iotflow/lwt/devices/greenhouse-1, true, offline",
        "iotflow/devices/greenhouse-1/config, true, config",
        "iotflow/discovery/register/greenhouse-1, true, register",
        "iotflow/status/devices/greenhouse-1/heartbeat, true, heartbeat"
    })
    void namesItsDeviceAndItsType(String topic, boolean isStatus, String type) {
        NativeMessage inbound = inbound(topic);

        assertDoesNotThrow(inbound::requireTopic);
        assertEquals(Optional.of(DEVICE), inbound.device());
        assertEquals(isStatus, inbound.isStatus());
        assertEquals(type, inbound.type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iotflow/devices/greenhouse-1",
                "iotflow/devices/greenhouse-1/telemetry",
                "iotflow/devices/greenhouse-1/telemetry/a/b",
                "iotflow/devices/greenhouse-1/commands/a"
            })
    void knowsItsDeviceAlsoWhereItsTopicIsRefused(String topic) {
        NativeMessage inbound = inbound(topic);

        assertEquals(
                Reason.BAD_TOPIC,
                assertThrows(Refused.class, inbound::requireTopic).reason());
        assertEquals(Optional.of(DEVICE), inbound.device());
        assertEquals("greenhouse-1", inbound.deviceId());
    }

    @Test
    void namesAlsoADeviceThatIsNotRegistered() {
        NativeMessage inbound = inbound("iotflow/devices/nobody/telemetry/temperature");

        assertEquals(Optional.empty(), inbound.device());
        assertEquals("nobody", inbound.deviceId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "iotflow", "iotflow/devices"})
    void namesNobodyWhereTheTopicDoesNot(String topic) {
        NativeMessage inbound = inbound(topic);

        assertThrows(Refused.class, inbound::requireTopic);
        assertEquals(Optional.empty(), inbound.device());
        assertNull(inbound.deviceId());
    }

    private static NativeMessage inbound(String topic) {
        Map<String, Device> devices = Map.of(DEVICE.deviceId(), DEVICE);
        ReceivedMessage received = new ReceivedMessage(topic, new byte[0], Instant.EPOCH, false, () -> {});
        return NativeMessage.open(received, id -> Optional.ofNullable(devices.get(id)));
    }
}
