package io.iotflow.brokerauth;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * One connection to the plugin, from connect to loss. It publishes its answers to everybody who listens, so ours are told
 * from those of other nodes by a correlation that nobody else has.
 */
final class ControlSession implements MqttCallback, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ControlSession.class.getName());
    private static final String COMMANDS = "$CONTROL/dynamic-security/v1";
    private static final String ANSWERS = COMMANDS + "/response";
    private static final int REFUSED = 0x80; // MQTT 3.1.1 section 3.9.3

    private final Map<String, CompletableFuture<JsonArray>> requests = new ConcurrentHashMap<>();
    private final MqttAsyncClient client;

    private ControlSession(String address) throws MqttException {
        client = new MqttAsyncClient(address, "iotflow-accounts-" + UUID.randomUUID(), new MemoryPersistence());
        client.setCallback(this);
    }

    /** Connects and listens for answers. */
    static ControlSession open(String address, MqttConnectOptions options, long patienceMillis) {
        ControlSession session = null;
        try {
            session = new ControlSession(address);
            session.client.connect(options).waitForCompletion(patienceMillis);
            IMqttToken subscription = session.client.subscribe(ANSWERS, 1);
            subscription.waitForCompletion(patienceMillis);
            if (subscription.getGrantedQos()[0] == REFUSED) {
                throw new BrokerRefused("it lets our account not read " + ANSWERS
                        + "; MQTT_ADMIN_USERNAME must be an admin of the dynamic-security plugin");
            }
            return session;
        } catch (MqttException | BrokerRefused e) {
            if (session != null) {
                session.close();
            }
            throw e instanceof BrokerRefused refused ? refused : new BrokerAway("the broker does not answer", e);
        }
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Sends the commands as one array and waits for their answers, which come in the same order. */
    List<PluginResponse> send(List<PluginCommand> commands, long patienceMillis) {
        String correlation = UUID.randomUUID().toString();
        CompletableFuture<JsonArray> answer = new CompletableFuture<>();
        requests.put(correlation, answer);
        try {
            client.publish(COMMANDS, message(commands, correlation), 1, false);
            List<PluginResponse> answers = answer.get(patienceMillis, TimeUnit.MILLISECONDS).stream()
                    .map(it -> PluginResponse.of(it.asJsonObject()))
                    .toList();
            if (answers.size() != commands.size()) {
                throw new BrokerRefused("it answered " + answers.size() + " of " + commands.size() + " commands");
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerAway("interrupted", e);
        } catch (MqttException | ExecutionException | TimeoutException e) {
            throw new BrokerAway("the dynamic-security plugin does not answer", e);
        } finally {
            requests.remove(correlation);
        }
    }

    private static byte[] message(List<PluginCommand> commands, String correlation) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        commands.forEach(it -> array.add(it.toJson(correlation)));
        JsonObject message = Json.createObjectBuilder().add("commands", array).build();
        return Json.text(message).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        try {
            JsonArray answers = Json.read(message.getPayload()).asJsonObject().getJsonArray("responses");
            if (!answers.isEmpty() && answers.getJsonObject(0).get("correlationData") instanceof JsonString which) {
                CompletableFuture<JsonArray> waiting = requests.get(which.getString());
                if (waiting != null) {
                    waiting.complete(answers);
                }
            }
        } catch (MalformedJson | ClassCastException | NullPointerException e) {
            LOG.log(Level.WARNING, e, () -> "an answer of the dynamic-security plugin cannot be read");
        }
    }

    @Override
    public void connectionLost(Throwable cause) {
        requests.values().forEach(it -> it.completeExceptionally(cause));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // The answer says more.
    }

    @Override
    public void close() {
        try {
            client.setCallback(null);
            client.disconnectForcibly(0, 500, false);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "disconnect", e);
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.log(Level.FINE, "close", e);
        }
    }
}
