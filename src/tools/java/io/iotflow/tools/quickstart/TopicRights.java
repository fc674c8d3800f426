package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.MqttActivity;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.Retain;
import com.hivemq.extension.sdk.api.auth.parameter.TopicPermission.SharedSubscription;
import com.hivemq.extension.sdk.api.packets.auth.DefaultAuthorizationBehaviour;
import com.hivemq.extension.sdk.api.packets.auth.ModifiableDefaultPermissions;
import com.hivemq.extension.sdk.api.services.builder.Builders;

/** What a client may publish, also as its last will, and subscribe to. Everything else is denied. */
final class TopicRights {

    private TopicRights() {}

    static void grantServer(ModifiableDefaultPermissions permissions) {
        permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        permissions.add(Builders.topicPermission().topicFilter("iotflow/#").build());
    }

    /** A device's own topics; only its status may be retained. */
    static void grantDevice(ModifiableDefaultPermissions permissions, String deviceId) {
        String own = "iotflow/devices/" + deviceId;
        permissions.setDefaultBehaviour(DefaultAuthorizationBehaviour.DENY);
        permissions.add(publish(own + "/telemetry/#", Retain.NOT_RETAINED));
        permissions.add(publish(own + "/status/#", Retain.ALL));
        permissions.add(Builders.topicPermission()
                .topicFilter(own + "/commands/#")
                .activity(MqttActivity.SUBSCRIBE)
                .sharedSubscription(SharedSubscription.NOT_SHARED)
                .build());
    }

    private static TopicPermission publish(String filter, Retain retain) {
        return Builders.topicPermission()
                .topicFilter(filter)
                .activity(MqttActivity.PUBLISH)
                .retain(retain)
                .build();
    }
}
