package io.iotflow.tools.simulator;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import io.iotflow.platform.task.BackOff;
import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.mqtt.MqttAccount;
import io.iotflow.tools.mqtt.MqttEndpoint;
import io.iotflow.tools.mqtt.MqttLink;
import io.netty.channel.EventLoop;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Over MQTT, at QoS 1, with a last will; commands come by subscription. */
final class MqttUplink implements Uplink {

    private static final int WINDOW = 20;
    private static final Duration RESTART = Duration.ofSeconds(1);

    private final MqttEndpoint broker;
    private final EventLoop loop;
    private final Events events;
    private final MqttAccount account;
    private final String telemetryTopic;
    private final String statusTopics;
    private final List<String> commandTopics;
    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private MqttLink link;
    private boolean up;
    private boolean closed;
    private Duration pause; // until the next connection, where this one was to be lost
    private Throwable reason; // why it was lost, where that is known better

    private MqttUplink(
            MqttEndpoint broker,
            Optional<String> group,
            RegisteredDevice device,
            String measurement,
            EventLoop loop,
            Events events) {
        String topics = "iotflow/devices/" + device.deviceId();
        this.broker = broker;
        this.loop = loop;
        this.events = events;
        this.account = new MqttAccount(device.deviceId(), device.deviceId(), device.key(), topics + "/status/offline");
        this.telemetryTopic = topics + "/telemetry/" + measurement;
        this.statusTopics = topics + "/status/";
        this.commandTopics = group.map(it -> List.of(topics + "/commands/+", "iotflow/fleet/commands/" + it))
                .orElse(List.of(topics + "/commands/+"));
    }

    /** Uplinks to a broker, for devices that may be members of a group. */
    static Opening to(MqttEndpoint broker, Optional<String> group) {
        return (device, measurement, loop, events) -> {
            MqttUplink uplink = new MqttUplink(broker, group, device, measurement, loop, events);
            uplink.connect();
            return uplink;
        };
    }

    private void connect() {
        if (closed) {
            return;
        }
        reason = null;
        MqttLink.open(loop, broker, account, (topic, payload) -> received(payload), this::lost)
                .whenComplete((opened, failure) -> {
                    if (failure == null) {
                        subscribe(opened);
                    } else {
                        lost(failure);
                    }
                });
    }

    private void subscribe(MqttLink opened) {
        link = opened;
        opened.subscribe(commandTopics).whenComplete((granted, failure) -> {
            if (failure != null) {
                reason = failure;
                opened.cut();
            } else if (closed) {
                opened.disconnect();
            } else {
                up = true;
                events.up();
            }
        });
    }

    private void received(byte[] payload) {
        try {
            if (Json.read(payload) instanceof JsonObject command) {
                events.command(command);
            }
        } catch (MalformedJson e) {
            // No command; the server writes JSON only.
        }
    }

    private void lost(Throwable why) {
        up = false;
        if (closed) {
            return;
        }
        if (pause == null) {
            events.down(Uplink.cause(reason == null ? why : reason));
            pause = backOff.next();
        }
        loop.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
        pause = null;
        reason = null;
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public CompletableFuture<Void> deliver(Reading reading) {
        return publish(telemetryTopic, reading.payload()).thenRun(backOff::reset);
    }

    @Override
    public void garble() {
        publish(telemetryTopic, "{\"temperature\":");
    }

    @Override
    public void report(String status, Map<String, Object> state) {
        publish(statusTopics + status, Json.write(state)); // when it is lost, the next one says the same
    }

    @Override
    public CompletableFuture<Void> deliver(Answer answer) {
        return publish(statusTopics + "command_response", answer.payload());
    }

    private CompletableFuture<Void> publish(String topic, String payload) {
        return link.publish(topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void cut(Duration away) {
        pause = away;
        up = false;
        link.cut();
    }

    @Override
    public void restart() {
        pause = RESTART;
        up = false;
        sayGoodBye();
    }

    @Override
    public CompletableFuture<Void> close() {
        closed = true;
        boolean wasUp = up;
        up = false;
        return wasUp ? sayGoodBye() : CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> sayGoodBye() {
        publish(statusTopics + "offline", "{}");
        return link.disconnect();
    }
}
