package io.iotflow.mqtt;

import io.iotflow.stack.ShippedConfig;
import java.time.Duration;
import java.util.Map;
import org.eclipse.paho.client.mqttv3.MqttException;

/** A broker's address and account, without the container. */
public final class TestBrokerAccess {

    private TestBrokerAccess() {}

    /** As these settings say. */
    public static BrokerAccess of(Map<String, String> settings) {
        return new BrokerAccess(new MqttSettings(new ShippedConfig(settings)));
    }

    /** Whether a message of readiness goes round there. */
    public static boolean passesOn(Map<String, String> settings) {
        try (RoundSession session = RoundSession.open(new MqttSettings(new ShippedConfig(settings)))) {
            return session.goesRound(Duration.ofSeconds(5));
        } catch (MqttException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
