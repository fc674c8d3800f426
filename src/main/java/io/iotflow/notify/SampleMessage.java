package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The message by which an operator sees whether a channel works. */
final class SampleMessage {

    private static final String RULE = "test";
    private static final String DEVICE = "test-device";

    private SampleMessage() {}

    static Message of(String channel) {
        Message.Line line = new Message.Line(
                0,
                0,
                Notice.Event.OPENED,
                Severity.INFO,
                RULE,
                DEVICE,
                "This is a test of the channel; nothing has happened.",
                Json.createObjectBuilder().add("temperature", 21.5).build(),
                Instant.now());
        return new Message(
                UUID.randomUUID(),
                channel,
                1,
                1,
                List.of(new Message.Group(RULE, line.event(), line.severity(), 1, 1)),
                List.of(line),
                true);
    }
}
