package io.iotflow.mqtt;

import io.iotflow.stack.ShippedConfig;
import java.util.Map;

/** A broker's address and account, without the container. */
public final class TestBrokerAccess {

    private TestBrokerAccess() {}

    /** As these settings say. */
    public static BrokerAccess of(Map<String, String> settings) {
        return new BrokerAccess(new MqttSettings(new ShippedConfig(settings)));
    }
}
