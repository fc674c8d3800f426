package io.iotflow.mqttapi;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.Config;

/** What the gateway takes from the settings of others. */
@Dependent
class MqttApiSettings {

    /** The largest payload, as the largest body: {@code IOTFLOW_MAX_BODY_BYTES}. */
    final int maxBodyBytes;

    @Inject
    MqttApiSettings(Config config) {
        maxBodyBytes = config.getValue("iotflow.max.body.bytes", Integer.class);
    }
}
