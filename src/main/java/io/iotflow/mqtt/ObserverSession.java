package io.iotflow.mqtt;

import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallbackExtended;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A second connection, whose session the broker forgets with it; Paho takes it up again after a loss. */
final class ObserverSession implements MqttCallbackExtended {

    private static final Logger LOG = Logger.getLogger(ObserverSession.class.getName());
    private static final long WAIT_MILLIS = 10_000;
    private static final int REFUSED = 0x80; // MQTT 3.1.1 section 3.9.3

    private final MqttAsyncClient client;
    private final Map<String, ObservedTopic> wanted;
    private final Consumer<String> onMessage;

    private ObserverSession(MqttSettings settings, Map<String, ObservedTopic> wanted, Consumer<String> onMessage)
            throws MqttException {
        String name = settings.clientId + "-observer-" + UUID.randomUUID();
        this.client = new MqttAsyncClient(settings.uri, name, new MemoryPersistence());
        this.client.setCallback(this);
        this.wanted = wanted;
        this.onMessage = onMessage;
    }

    /** Connects; the wanted filters are subscribed to again after each loss. */
    static ObserverSession open(MqttSettings settings, Map<String, ObservedTopic> wanted, Consumer<String> onMessage) {
        ObserverSession session = null;
        try {
            session = new ObserverSession(settings, wanted, onMessage);
            session.client.connect(settings.passingOptions()).waitForCompletion(WAIT_MILLIS);
            return session;
        } catch (MqttException e) {
            if (session != null) {
                session.close();
            }
            throw new BrokerAway("there is no second session with the broker: " + e.getMessage(), e);
        }
    }

    /** Whether the broker grants it. */
    boolean subscribe(String filter, int qos) {
        try {
            IMqttToken token = client.subscribe(filter, qos);
            token.waitForCompletion(WAIT_MILLIS);
            return token.getGrantedQos()[0] != REFUSED;
        } catch (MqttException e) {
            if (e.getReasonCode() == MqttException.REASON_CODE_SUBSCRIBE_FAILED) {
                return false;
            }
            throw new BrokerAway("the broker did not answer the subscription: " + e.getMessage(), e);
        }
    }

    void unsubscribe(String filter) {
        try {
            client.unsubscribe(filter);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "not connected: the next connection does not ask for it", e);
        }
    }

    void close() {
        try {
            client.setCallback(null);
            client.disconnectForcibly(0, 1000, false);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "disconnect", e);
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "close", e);
        }
    }

    @Override
    public void connectComplete(boolean again, String uri) {
        if (!again || wanted.isEmpty()) {
            return;
        }
        String[] filters = wanted.keySet().toArray(String[]::new);
        int[] qos = new int[filters.length];
        for (int i = 0; i < filters.length; i++) {
            qos[i] = wanted.get(filters[i]).qos();
        }
        try {
            client.subscribe(filters, qos); // not waited for: this is Paho's thread
        } catch (MqttException e) {
            LOG.warning(() -> "observed topics are not observed until the next connection: " + e.getMessage());
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        LOG.info(() -> "the observers' session was lost (" + cause.getMessage() + ") and is taken up again");
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        onMessage.accept(topic);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // It sends nothing.
    }
}
