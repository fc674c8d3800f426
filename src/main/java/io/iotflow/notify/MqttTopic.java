package io.iotflow.notify;

import io.iotflow.device.DeviceTopics;
import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.RequestBody;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Publishes a message, the same JSON as a webhook's, on a topic below {@code iotflow/notifications/}: where the server may publish
 * at every broker, no device may read or write, and no mapping takes anything in again.
 */
@Singleton
class MqttTopic implements ChannelKind {

    static final String BELOW = DeviceTopics.BASE + "/notifications/";

    private static final String TOPIC = "topic";
    private static final String QOS = "qos";
    private static final String LEVELS = "[^/+#\\p{Cntrl}]+(/[^/+#\\p{Cntrl}]+)*";
    private static final int LONGEST = 200;
    private static final int LISTED = 100;
    private static final long WAIT_SECONDS = 15; // the publisher itself gives up after 10

    private final Publisher broker;

    @Inject
    MqttTopic(Publisher broker) {
        this.broker = broker;
    }

    @Override
    public String type() {
        return "mqtt";
    }

    @Override
    public Capacity capacity() {
        return Capacity.grouped(LISTED);
    }

    @Override
    public Defaults defaults() {
        return Defaults.FOR_PEOPLE;
    }

    @Override
    public List<String> secrets() {
        return List.of();
    }

    @Override
    public Parts read(RequestBody body, Parts former) {
        String topic = body.required(TOPIC);
        boolean isGood = topic != null
                && topic.startsWith(BELOW)
                && topic.length() <= LONGEST
                && RequestBody.isWellFormed(topic)
                && topic.substring(BELOW.length()).matches(LEVELS);
        if (topic != null && !isGood) {
            body.violation(
                    TOPIC, "must begin with " + BELOW + ", have no wildcard and at most " + LONGEST + " characters");
        }
        JsonObject shown = Json.createObjectBuilder()
                .add(TOPIC, Json.orNull(topic))
                .add(QOS, body.number(QOS, 1, 0, 2))
                .build();
        return new Parts(shown, Parts.NONE.secret());
    }

    @Override
    public Optional<Integer> send(Parts channel, Message message) throws SendFailed {
        byte[] payload = Json.text(MessageJson.of(message, Instant.now())).getBytes(StandardCharsets.UTF_8);
        try {
            broker.publish(
                            channel.shown(TOPIC).orElseThrow(),
                            payload,
                            channel.shown().getInt(QOS),
                            false)
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SendFailed(SendFailed.Kind.AWAY, "it was interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new SendFailed(SendFailed.Kind.AWAY, "the MQTT broker has not acknowledged the message");
        }
    }
}
