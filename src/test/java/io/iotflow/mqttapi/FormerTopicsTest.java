package io.iotflow.mqttapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.DeviceTopics;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the Python prototype's clients ask of its topics. */
class FormerTopicsTest {

    @ParameterizedTest
    @CsvSource({
        "device_telemetry_sensors, devices/{device_id}/telemetry/sensors",
        "device_telemetry_metrics, devices/{device_id}/telemetry/metrics",
        "device_telemetry_events, devices/{device_id}/telemetry/events",
        "device_commands_config, devices/{device_id}/commands/config",
        "device_commands_control, devices/{device_id}/commands/control",
        "device_commands_firmware, devices/{device_id}/commands/firmware",
        "device_status_heartbeat, devices/{device_id}/status/heartbeat",
        "device_status_online, devices/{device_id}/status/online",
        "device_status_offline, devices/{device_id}/status/offline",
        "device_config, devices/{device_id}/config",
        "device_lwt, lwt/devices/{device_id}",
        "discovery_register, discovery/register/{device_id}",
        "discovery_response, discovery/response/{device_id}",
        "fleet_commands, fleet/commands/{group_id}"
    })
    void theStructureHasEveryTopicOfADeviceAndOfAGroupsCommands(String name, String path) {
        Map<String, TopicStructure> all =
                TopicStructure.ALL.stream().collect(Collectors.toMap(TopicStructure::name, Function.identity()));

        assertTrue(all.containsKey(name), name);
        assertEquals(path, all.get(name).path());
    }

    @Test
    void thereIsAFilterForEachPurposeThatThereWas() {
        for (String purpose : new String[] {
            "all_device_telemetry",
            "all_device_status",
            "all_device_commands",
            "all_fleet_commands",
            "all_system_topics",
            "all_monitoring",
            "all_discovery",
            "everything"
        }) {
            assertTrue(TopicStructure.WILDCARDS.containsKey(purpose), purpose);
        }
    }

    @Test
    void eachFormerTopicThatIsTakenIsInTheStructure() {
        for (String filter : DeviceTopics.FORMER) {
            String like = filter.replace("+", "[^/]+");
            assertTrue(
                    TopicStructure.ALL.stream()
                            .anyMatch(
                                    it -> it.of("{device_id}", "d1").template().matches(like)),
                    filter);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "iotflow/devices/d1/telemetry/sensors, d1, telemetry",
        "iotflow/devices/d1/config, d1, config",
        "iotflow/lwt/devices/d1, d1, devices",
        "iotflow/discovery/register/d1, d1, register",
        "iotflow/status/devices/d1/heartbeat, d1, devices",
        "iotflow/system/health, , health"
    })
    void parsingTellsWhoseTopicItIs(String topic, String device, String type) {
        assertTrue(TopicRule.violations(topic).isEmpty(), topic);
        assertEquals(device, ParsedTopic.of(topic).deviceId());
        assertEquals(type, ParsedTopic.of(topic).topicType());
    }
}
