package io.iotflow.mqtt;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClientPersistence;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/**
 * One connection, from connect to loss. A new one is made for each attempt, so that an acknowledgement can only ever
 * reach the connection that its message came on.
 */
final class BrokerSession implements MqttCallback {

    private static final Logger LOG = Logger.getLogger(BrokerSession.class.getName());
    private static final long WAIT_MILLIS = 15_000;
    private static final int REFUSED = 0x80; // MQTT 3.1.1 section 3.9.3

    private final AtomicBoolean isOpen = new AtomicBoolean();
    private final Acknowledgements acknowledgements = new Acknowledgements();
    private final MqttAsyncClient client;
    private final Consumer<ReceivedMessage> inbox;
    private final BiConsumer<BrokerSession, Throwable> onLoss;
    private final ChangingFilters changing;

    private BrokerSession(
            MqttSettings settings,
            String clientId,
            MqttClientPersistence unfinished,
            Consumer<ReceivedMessage> inbox,
            BiConsumer<BrokerSession, Throwable> onLoss)
            throws MqttException {
        this.client = new MqttAsyncClient(settings.uri, clientId, unfinished);
        this.client.setManualAcks(true);
        this.client.setCallback(this);
        this.inbox = inbox;
        this.onLoss = onLoss;
        this.changing = new ChangingFilters(
                settings.shared, filters -> refused(filters.toArray(String[]::new)), this::unsubscribe);
    }

    /** Connects and subscribes; when it returns, messages flow. */
    static BrokerSession open(
            MqttSettings settings,
            String clientId,
            MqttClientPersistence unfinished,
            String[] filters,
            String[] optional,
            Consumer<ReceivedMessage> inbox,
            BiConsumer<BrokerSession, Throwable> onLoss)
            throws MqttException {
        BrokerSession session = new BrokerSession(settings, clientId, unfinished, inbox, onLoss);
        try {
            session.client.connect(session.options(settings)).waitForCompletion(WAIT_MILLIS);
            session.subscribe(settings.shared ? shared(filters) : filters);
            session.subscribeIfAllowed(settings.shared ? shared(optional) : optional);
            String[] all = Stream.of(filters, optional).flatMap(Stream::of).toArray(String[]::new);
            session.unsubscribe(settings.shared ? all : shared(all));
            session.isOpen.set(true);
            if (!session.client.isConnected() && session.isOpen.compareAndSet(true, false)) {
                throw new MqttException(MqttException.REASON_CODE_CONNECTION_LOST); // lost before it counted as open
            }
            return session;
        } catch (MqttException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private MqttConnectOptions options(MqttSettings settings) {
        MqttConnectOptions options = settings.connectOptions();
        if (!settings.tls) {
            options.setSocketFactory(new BufferedSockets(acknowledgements));
        }
        return options;
    }

    private void subscribe(String[] filters) throws MqttException {
        List<String> refused = refused(filters);
        if (!refused.isEmpty()) {
            throw new IllegalStateException(
                    "the broker refuses a subscription to " + refused.get(0) + "; give our account the right to it");
        }
    }

    private void subscribeIfAllowed(String[] filters) throws MqttException {
        List<String> refused = refused(filters);
        if (!refused.isEmpty()) {
            LOG.warning(
                    () -> "the broker refuses subscriptions to " + String.join(", ", refused)
                            + ": what devices of the Python prototype publish there is not taken until our account has the right");
        }
    }

    /** Subscribes; those that the broker refuses. */
    private List<String> refused(String[] filters) throws MqttException {
        if (filters.length == 0) {
            return List.of();
        }
        int[] qos = new int[filters.length];
        Arrays.fill(qos, 1);
        var token = client.subscribe(filters, qos);
        token.waitForCompletion(WAIT_MILLIS);
        return IntStream.range(0, filters.length)
                .filter(it -> token.getGrantedQos()[it] == REFUSED)
                .mapToObj(it -> filters[it])
                .toList();
    }

    /** The session may remember how we subscribed before the setting was changed; with both each message came twice. */
    private void unsubscribe(String[] filters) throws MqttException {
        client.unsubscribe(filters).waitForCompletion(WAIT_MILLIS);
    }

    /** Subscribes to what is wanted now and unsubscribes from what no longer is; messages go on flowing. */
    void follow(Subscriber.Changing filters) throws MqttException {
        changing.follow(filters);
    }

    /** The filters of {@link #follow} that the broker grants. */
    List<String> followed() {
        return changing.granted();
    }

    /** The nodes that subscribe so are sent each message once among them (MQTT 5 section 4.8.2; brokers do it for 3.1.1). */
    private static String[] shared(String[] filters) {
        return Stream.of(filters).map(BrokerSession::shared).toArray(String[]::new);
    }

    static String shared(String filter) {
        return "$share/iotflow/" + filter;
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Hands a message to Paho; completed, on a thread of Paho's, when the broker has acknowledged it. */
    CompletableFuture<Void> publish(String topic, byte[] payload, int qos, boolean retain) {
        MqttMessage message = new MqttMessage(payload);
        message.setQos(qos);
        message.setRetained(retain);
        CompletableFuture<Void> taken = new CompletableFuture<>();
        try {
            client.publish(topic, message, null, new IMqttActionListener() {
                @Override
                public void onSuccess(IMqttToken token) {
                    taken.complete(null);
                }

                @Override
                public void onFailure(IMqttToken token, Throwable cause) {
                    taken.completeExceptionally(new BrokerAway("the connection was lost on the way", cause));
                }
            });
        } catch (MqttException e) { // not connected, or too many are on their way
            taken.completeExceptionally(new BrokerAway("the message could not be sent: " + e.getMessage(), e));
        }
        return taken;
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
    public void messageArrived(String topic, MqttMessage message) {
        int id = message.getId();
        int qos = message.getQos();
        inbox.accept(new ReceivedMessage(
                topic, message.getPayload(), Instant.now(), message.isRetained(), () -> acknowledge(id, qos)));
    }

    private void acknowledge(int id, int qos) {
        acknowledgements.given(qos); // before Paho can send it
        try {
            client.messageArrivedComplete(id, qos);
        } catch (MqttException e) {
            acknowledgements.refused(qos);
            LOG.log(Level.FINE, "the connection is gone; the broker will deliver the message again", e);
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        if (isOpen.compareAndSet(true, false)) { // before that, open() itself fails
            onLoss.accept(this, cause);
        }
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // Nothing waits for it here: a publisher waits on its own token.
    }
}
