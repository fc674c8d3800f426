package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.Retain;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.SharedSubscription;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.services.builder.Builders;
import io.iotflow.device.DeviceTopics;

/** What a client may publish, also as its last will, and subscribe to. Everything else is denied. */
final class TopicRights {

    private TopicRights() {}

    /** Our own topics, and to subscribe to whatever mappings take: the application says which topics these may be. */
    static void grantServer(ModifiableDefaultPermissions permissions) {
        permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        permissions.add(Builders.topicPermission().topicFilter("iotflow/#").build());
        permissions.add(Builders.topicPermission()
                .topicFilter("#")
                .activity(MqttActivity.SUBSCRIBE)
                .build());
    }

    /**
     * A device's own topics and its fleets' commands. What it publishes may be retained, as ESPHome and Zigbee2MQTT do: over
     * MQTT 3.1.1 the broker could refuse that only by cutting the connection, again and again.
     */
    static void grantDevice(ModifiableDefaultPermissions permissions, DeviceTopics topics) {
        permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        topics.publishFilters().forEach(it -> permissions.add(publish(it)));
        topics.subscribeFilters()
                .forEach(filter -> permissions.add(Builders.topicPermission()
                        .topicFilter(filter)
                        .activity(MqttActivity.SUBSCRIBE)
                        .sharedSubscription(SharedSubscription.NOT_SHARED)
                        .build()));
    }

    /** Whether a device may be sent this, however it came to subscribe to it. */
    static boolean mayRead(DeviceTopics topics, String topic) {
        return topics.subscribeFilters().stream()
                .anyMatch(it ->
                        it.endsWith("/#") ? topic.startsWith(it.substring(0, it.length() - 1)) : topic.equals(it));
    }

    private static TopicPermission publish(String filter) {
        return Builders.topicPermission()
                .topicFilter(filter)
                .activity(MqttActivity.PUBLISH)
                .retain(Retain.ALL)
                .build();
    }
}
