package io.iotflow.notify;

import io.iotflow.device.KeyHash;
import io.iotflow.mqtt.Publisher;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The module put together without a server; loopback is allowed, as the tests' receivers are there. */
final class TestNotify {

    static final String PEPPER = "a pepper of the tests, which is long enough";
    static final Map<String, String> LOOPBACK = Map.of("iotflow.notify.allowed.networks", "127.0.0.1");

    final NotifySettings settings;
    final Secrets secrets;
    final HttpSender http;
    final Smtp smtp;
    final ChannelKinds kinds;
    final Sender sender;

    TestNotify(Map<String, String> changed, Publisher broker) {
        Map<String, String> all = new HashMap<>(LOOPBACK);
        all.put("iotflow.notify.timeout", "PT1S");
        all.putAll(changed);
        ShippedConfig config = new ShippedConfig(all);
        settings = new NotifySettings(config);
        secrets = new Secrets(settings, KeyHash.of(Optional.of(PEPPER)));
        AddressGuard guard = new AddressGuard(settings);
        GuardedSockets sockets = new GuardedSockets(guard);
        HttpAddress address = new HttpAddress(guard);
        http = new HttpSender(sockets, settings);
        smtp = new Smtp(sockets, settings);
        kinds = new ChannelKinds(List.of(
                new Webhook(address, http),
                new Slack(address, http),
                new Teams(address, http),
                new Alertmanager(address, http),
                new MqttTopic(broker),
                new Email(new SmtpServer(config), smtp)));
        sender = new Sender(kinds);
    }

    TestNotify(Map<String, String> changed) {
        this(changed, null);
    }

    ChannelDefinition read(String json) {
        return ChannelReader.read(kinds, json.getBytes(StandardCharsets.UTF_8));
    }

    ChannelDefinition read(String json, ChannelDefinition former) {
        return ChannelReader.read(kinds, json.getBytes(StandardCharsets.UTF_8), former);
    }

    /** Sends through a channel that is in no database. */
    Optional<Integer> send(String channel, Message message) throws SendFailed {
        ChannelDefinition definition = read(channel);
        return kinds.get(definition.type()).send(definition.parts(), message);
    }

    ChannelStore store(Sql sql) {
        return new ChannelStore(sql, secrets, kinds, new AuditLog(sql, new Actor()), new TestEvent<>());
    }

    /** A node with claims of its own. */
    Delivery node(Sql sql, MetricRegistry metrics) {
        return new Delivery(
                new Claims(sql, kinds),
                store(sql),
                new MessageStore(sql),
                kinds,
                sender,
                new NotifyMetrics(metrics, kinds));
    }

    static Notice notice(String channel, String deviceId) {
        return notice(channel, deviceId, Notice.Event.OPENED, "major");
    }

    static Notice notice(String channel, String deviceId, Notice.Event event, String severity) {
        return new Notice(
                7,
                event,
                severity,
                "offline",
                deviceId,
                deviceId + " is silent",
                Json.createObjectBuilder().add("minutes", 5).build(),
                Instant.parse("2026-11-29T12:00:00Z"),
                List.of(channel));
    }

    static List<Notice> notices(String channel, int many) {
        return IntStream.rangeClosed(1, many)
                .mapToObj(it -> notice(channel, "device-" + it))
                .toList();
    }

    /** A message about these devices, as it is sent. */
    static Message message(int devices, Notice.Event event) {
        List<Message.Line> lines = IntStream.rangeClosed(1, Math.min(100, devices))
                .mapToObj(it -> new Message.Line(
                        it,
                        it,
                        event,
                        Severity.MAJOR,
                        "offline",
                        "device-" + it,
                        "silent for \"5\" minutes",
                        Json.createObjectBuilder().add("minutes", 5).build(),
                        Instant.parse("2026-11-29T12:00:00Z")))
                .toList();
        return new Message(
                UUID.fromString("5f0c3d1e-6a0b-4c57-9d59-2f3a8f2f3c11"),
                "ops",
                devices,
                devices,
                List.of(new Message.Group("offline", event, Severity.MAJOR, devices, devices)),
                lines,
                false);
    }
}
