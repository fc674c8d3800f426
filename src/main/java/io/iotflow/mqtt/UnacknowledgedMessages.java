package io.iotflow.mqtt;

import org.eclipse.paho.client.mqttv3.MqttPersistenceException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Messages that the broker has not acknowledged, kept from one connection to the next: our session at the broker is
 * persistent, so a new connection must finish them before it uses their packet ids again (MQTT 3.1.1 section 4.4). A
 * broker would take another message with such an id for the repetition of the old one, and drop it.
 */
final class UnacknowledgedMessages extends MemoryPersistence {

    private boolean isOpen;

    @Override
    public void open(String clientId, String serverUri) throws MqttPersistenceException {
        if (!isOpen) {
            super.open(clientId, serverUri);
            isOpen = true;
        }
    }

    @Override
    public void close() {
        // Another connection goes on with them.
    }
}
