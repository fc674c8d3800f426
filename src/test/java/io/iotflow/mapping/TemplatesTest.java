package io.iotflow.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The ready mappings on payloads as the products' documentation shows them. */
class TemplatesTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private static MappedPayload open(String template, String topic, String payload) throws MappingFailed {
        JsonObject definition =
                Json.createObjectBuilder().add("template", template).build();
        return Mapping.toTry(definition).open(topic, payload.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private static void assertReading(
            MappedPayload payload, String deviceId, String measurement, String time, String fields, String tags)
            throws MappingFailed {
        MappedPayload.Reading reading = payload.reading().orElseThrow();
        assertEquals(Optional.of(deviceId), payload.deviceId());
        assertEquals(measurement, reading.measurement());
        assertEquals(time == null ? null : Json.read(time), reading.time());
        assertEquals(Json.read(fields), reading.fields());
        assertEquals(Json.read(tags), reading.tags());
    }

    private static void assertIgnored(MappedPayload payload) throws MappingFailed {
        assertEquals(Optional.empty(), payload.reading());
    }

    @Test
    void hasTheSixThatAreReady() {
        assertEquals(List.of("tasmota", "zigbee2mqtt", "shelly", "esphome", "ttn", "chirpstack"), Templates.names());
    }

    @Test
    void readsTasmotasSensors() throws Exception {
        assertReading(
                open(
                        "tasmota",
                        "tele/kitchen/SENSOR",
                        "{\"Time\":\"2026-11-28T10:00:00\",\"AM2301\":{\"Temperature\":21.4,\"Humidity\":46.6,\"DewPoint\":9.5},"
                                + "\"TempUnit\":\"C\"}"),
                "kitchen",
                "sensor",
                "\"2026-11-28T10:00:00\"",
                "{\"AM2301\":{\"Temperature\":21.4,\"Humidity\":46.6,\"DewPoint\":9.5}}",
                "{}");
        assertReading(
                open(
                        "tasmota",
                        "tele/plug/SENSOR",
                        "{\"Time\":\"2026-11-28T10:00:00\",\"ENERGY\":{\"Total\":3.185,\"Power\":12,\"Voltage\":231,\"Current\":0.052}}"),
                "plug",
                "sensor",
                "\"2026-11-28T10:00:00\"",
                "{\"ENERGY\":{\"Total\":3.185,\"Power\":12,\"Voltage\":231,\"Current\":0.052}}",
                "{}");
    }

    @Test
    void readsTasmotasState() throws Exception {
        assertReading(
                open(
                        "tasmota",
                        "tele/plug/STATE",
                        "{\"Time\":\"2026-11-28T10:00:00\",\"Uptime\":\"0T00:05:14\",\"UptimeSec\":314,\"Heap\":26,\"POWER\":\"ON\","
                                + "\"Wifi\":{\"AP\":1,\"SSId\":\"home\",\"RSSI\":82,\"Signal\":-59}}"),
                "plug",
                "state",
                "\"2026-11-28T10:00:00\"",
                "{\"Uptime\":\"0T00:05:14\",\"UptimeSec\":314,\"Heap\":26,\"POWER\":\"ON\","
                        + "\"Wifi\":{\"AP\":1,\"SSId\":\"home\",\"RSSI\":82,\"Signal\":-59}}",
                "{}");
    }

    @Test
    void readsZigbee2Mqtt() throws Exception {
        assertReading(
                open(
                        "zigbee2mqtt",
                        "zigbee2mqtt/0x00158d0001a2b3c4",
                        "{\"temperature\":27.34,\"humidity\":44.72,\"battery\":91,\"voltage\":2985,\"linkquality\":134,"
                                + "\"last_seen\":\"2026-11-28T09:59:58.000Z\"}"),
                "0x00158d0001a2b3c4",
                "zigbee",
                "\"2026-11-28T09:59:58.000Z\"",
                "{\"temperature\":27.34,\"humidity\":44.72,\"battery\":91,\"voltage\":2985,\"linkquality\":134}",
                "{}");
        assertReading(
                open(
                        "zigbee2mqtt",
                        "zigbee2mqtt/lamp",
                        "{\"state\":\"ON\",\"brightness\":215,\"color_temp\":325,\"update\":{\"state\":\"idle\"}}"),
                "lamp",
                "zigbee",
                null,
                "{\"state\":\"ON\",\"brightness\":215,\"color_temp\":325}",
                "{}");
        assertIgnored(open("zigbee2mqtt", "zigbee2mqtt/lamp", "")); // its retained message was removed
    }

    @Test
    void readsShellysNotifications() throws Exception {
        assertReading(
                open(
                        "shelly",
                        "shellies/plug-1/events/rpc",
                        "{\"src\":\"shellyplus1pm-a8032abe54dc\",\"dst\":\"shellies/plug-1/events\",\"method\":\"NotifyStatus\","
                                + "\"params\":{\"ts\":1795860000.04,\"switch:0\":{\"id\":0,\"apower\":8.9,\"voltage\":231.2,"
                                + "\"aenergy\":{\"by_minute\":[1.5,2.0,0.5],\"minute_ts\":1795859999,\"total\":6.5}}}}"),
                "plug-1",
                "shelly",
                "1795860000.04",
                "{\"switch:0\":{\"id\":0,\"apower\":8.9,\"voltage\":231.2,"
                        + "\"aenergy\":{\"by_minute\":[1.5,2,0.5],\"minute_ts\":1795859999,\"total\":6.5}}}",
                "{}");
        assertIgnored(
                open(
                        "shelly",
                        "shellies/plug-1/events/rpc",
                        "{\"src\":\"shellyplus1pm-a8032abe54dc\",\"dst\":\"shellies/plug-1/events\",\"method\":\"NotifyEvent\",\"params\":"
                                + "{\"ts\":1795860000.04,\"events\":[{\"component\":\"input:0\",\"id\":0,\"event\":\"single_push\",\"ts\":1795860000.04}]}}"));
    }

    @Test
    void readsShellysStatus() throws Exception {
        assertReading(
                open(
                        "shelly",
                        "shellies/plug-1/status/switch:0",
                        "{\"id\":0,\"source\":\"init\",\"output\":true,\"apower\":8.9,\"temperature\":{\"tC\":53.2,\"tF\":127.8}}"),
                "plug-1",
                "shelly",
                null,
                "{\"switch:0\":{\"id\":0,\"source\":\"init\",\"output\":true,\"apower\":8.9,\"temperature\":{\"tC\":53.2,\"tF\":127.8}}}",
                "{}");
    }

    @Test
    void readsEspHome() throws Exception {
        assertReading(
                open("esphome", "esphome/livingroom/sensor/living_room_temperature/state", "21.5"),
                "livingroom",
                "sensor",
                null,
                "{\"living_room_temperature\":21.5}",
                "{}");
        assertReading(
                open("esphome", "esphome/livingroom/binary_sensor/door/state", "OFF"),
                "livingroom",
                "binary_sensor",
                null,
                "{\"door\":false}",
                "{}");
        assertReading(
                open("esphome", "esphome/livingroom/text_sensor/version/state", "2026.11.1 (wroom)"),
                "livingroom",
                "text_sensor",
                null,
                "{\"version\":\"2026.11.1 (wroom)\"}",
                "{}");
        assertReading(
                open("esphome", "esphome/livingroom/light/lamp/state", "{\"state\":\"ON\",\"brightness\":255}"),
                "livingroom",
                "light",
                null,
                "{\"lamp\":{\"state\":\"ON\",\"brightness\":255}}",
                "{}");
    }

    @Test
    void readsAnUplinkOfTheThingsStack() throws Exception {
        assertReading(
                open(
                        "ttn",
                        null,
                        "{\"end_device_ids\":{\"device_id\":\"dev1\",\"application_ids\":{\"application_id\":\"app1\"},"
                                + "\"dev_eui\":\"0004A30B001C0530\",\"dev_addr\":\"00BCB929\"},"
                                + "\"correlation_ids\":[\"as:up:01E0WZGT6Y7657CPFPE5WEYDSQ\"],\"received_at\":\"2026-11-28T09:59:59.5Z\","
                                + "\"uplink_message\":{\"session_key_id\":\"AXA50tHUsVGSNdcYBpMU\",\"f_port\":1,\"f_cnt\":4,"
                                + "\"frm_payload\":\"gkHe\",\"decoded_payload\":{\"temperature\":21.5,\"led\":{\"on\":true}},"
                                + "\"rx_metadata\":[{\"gateway_ids\":{\"gateway_id\":\"gtw1\"},\"rssi\":-35,\"snr\":5.2},"
                                + "{\"gateway_ids\":{\"gateway_id\":\"gtw2\"},\"rssi\":-80,\"snr\":7}],"
                                + "\"settings\":{\"data_rate\":{\"lora\":{\"bandwidth\":125000,\"spreading_factor\":7}}},"
                                + "\"received_at\":\"2026-11-28T09:59:59.123456789Z\"}}"),
                "dev1",
                "uplink",
                "\"2026-11-28T09:59:59.123456789Z\"",
                "{\"f_cnt\":4,\"f_port\":1,\"rssi\":-35,\"snr\":7,\"temperature\":21.5,\"led\":{\"on\":true}}",
                "{\"application\":\"app1\"}");
    }

    @Test
    void keepsTheBytesOfAnUplinkThatNothingDecodes() throws Exception {
        assertReading(
                open(
                        "ttn",
                        null,
                        "{\"end_device_ids\":{\"device_id\":\"dev1\",\"application_ids\":{\"application_id\":\"app1\"}},"
                                + "\"uplink_message\":{\"f_port\":1,\"frm_payload\":\"gkHe\",\"received_at\":\"2026-11-28T09:59:59Z\"}}"),
                "dev1",
                "uplink",
                "\"2026-11-28T09:59:59Z\"",
                "{\"f_port\":1,\"frm_payload\":\"gkHe\"}",
                "{\"application\":\"app1\"}");
    }

    @Test
    void ignoresWhatIsNoUplinkOfTheThingsStack() throws Exception {
        assertIgnored(
                open(
                        "ttn",
                        null,
                        "{\"end_device_ids\":{\"device_id\":\"dev1\",\"application_ids\":{\"application_id\":\"app1\"}},"
                                + "\"received_at\":\"2026-11-28T09:59:59Z\",\"join_accept\":{\"session_key_id\":\"AXBSH1Pk6Z0G166\"}}"));
    }

    @Test
    void readsAnUplinkOfChirpStack() throws Exception {
        assertReading(
                open(
                        "chirpstack",
                        null,
                        "{\"deduplicationId\":\"3ac7e3c4-4401-4b8d-9386-a5c902f9202d\",\"time\":\"2026-11-28T09:34:15.775023+00:00\","
                                + "\"deviceInfo\":{\"tenantId\":\"52f14cd4-c6f1-4fbd-8f87-4025e1d49242\",\"tenantName\":\"ChirpStack\","
                                + "\"applicationId\":\"17c82e96-be03-4f38-aef3-f83d48582d97\",\"applicationName\":\"Test application\","
                                + "\"deviceProfileName\":\"Test profile\",\"deviceName\":\"Test device\",\"devEui\":\"0101010101010101\","
                                + "\"tags\":{\"key\":\"value\"}},\"devAddr\":\"00189440\",\"adr\":true,\"dr\":1,\"fCnt\":4,\"fPort\":1,"
                                + "\"confirmed\":false,\"data\":\"qg==\",\"object\":{\"temperature\":21.4},"
                                + "\"rxInfo\":[{\"gatewayId\":\"0016c001f153a14c\",\"uplinkId\":4217106255,\"rssi\":-36,\"snr\":10.5}],"
                                + "\"txInfo\":{\"frequency\":867100000}}"),
                "eui-0101010101010101",
                "uplink",
                "\"2026-11-28T09:34:15.775023+00:00\"",
                "{\"f_cnt\":4,\"f_port\":1,\"rssi\":-36,\"snr\":10.5,\"temperature\":21.4}",
                "{\"application\":\"Test application\"}");
    }

    @Test
    void ignoresWhatIsNoUplinkOfChirpStack() throws Exception {
        assertIgnored(
                open(
                        "chirpstack",
                        null,
                        "{\"deduplicationId\":\"c9dbe358-2578-4fb7-b295-66b44edc45a6\",\"time\":\"2026-11-28T09:33:28.823+00:00\","
                                + "\"deviceInfo\":{\"applicationName\":\"Test application\",\"devEui\":\"0101010101010101\"},\"devAddr\":\"00189440\"}"));
    }

    @Test
    void everyTemplateIsACompleteMapping() {
        for (String name : Templates.names()) {
            JsonObject described = Templates.described(name);
            assertTrue(described.get("description") != JsonValue.NULL, name);
            Mapping.toTry(Json.createObjectBuilder().add("template", name).build());
        }
    }
}
