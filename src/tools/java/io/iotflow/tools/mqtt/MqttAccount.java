package io.iotflow.tools.mqtt;

/**
 * How a client introduces itself.
 *
 * @param willTopic where the broker says that the connection was lost, or null for no last will
 */
public record MqttAccount(String clientId, String username, String password, String willTopic) {

    /** Without the password, which must not reach a log. */
    @Override
    public String toString() {
        return "MqttAccount[" + clientId + "]";
    }
}
