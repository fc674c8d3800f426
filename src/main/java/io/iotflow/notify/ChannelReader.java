package io.iotflow.notify;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Reads a channel from a request; what is wrong is answered together. */
final class ChannelReader {

    private static final int LONGEST_WAIT = 3_600;
    private static final int MOST_PER_HOUR = 36_000;
    private static final int LARGEST_BURST = 1_000;

    private final ChannelKinds kinds;
    private final RequestBody body;

    private ChannelReader(ChannelKinds kinds, RequestBody body) {
        this.kinds = kinds;
        this.body = body;
    }

    /** A new one. */
    static ChannelDefinition read(ChannelKinds kinds, byte[] json) {
        return new ChannelReader(kinds, RequestBody.of(json)).read(Optional.empty());
    }

    /** One that takes the place of another. */
    static ChannelDefinition read(ChannelKinds kinds, byte[] json, ChannelDefinition former) {
        return new ChannelReader(kinds, RequestBody.of(json)).read(Optional.of(former));
    }

    private ChannelDefinition read(Optional<ChannelDefinition> former) {
        String name =
                Channels.NAME.read(body, former.map(ChannelDefinition::name).orElse(null));
        ChannelKind kind = kind(former);
        ChannelKind.Defaults defaults = kind.defaults();
        ChannelDefinition definition = new ChannelDefinition(
                name,
                kind.type(),
                body.flag("enabled", true),
                minSeverity(),
                events(defaults.events()),
                body.number("group_wait", defaults.groupWait(), 0, LONGEST_WAIT),
                body.number("messages_per_hour", defaults.perHour(), 1, MOST_PER_HOUR),
                body.number("burst", defaults.burst(), 1, LARGEST_BURST),
                kind.read(body, former.map(ChannelDefinition::parts).orElse(Parts.NONE)));
        body.check();
        return definition;
    }

    /** Without a type nothing else can be read. */
    private ChannelKind kind(Optional<ChannelDefinition> former) {
        String type = body.optional("type");
        String own = former.map(ChannelDefinition::type).orElse(type);
        if (type != null && !type.equals(own)) {
            body.violation("type", "cannot be changed: delete the channel and create another one");
        }
        return Optional.ofNullable(own)
                .flatMap(kinds::find)
                .orElseThrow(() -> Problem.invalid("type", "must be one of " + String.join(", ", kinds.types())));
    }

    private Severity minSeverity() {
        String text = body.optional("min_severity");
        Optional<Severity> severity = Severity.of(text == null ? Severity.INFO.wire() : text);
        if (severity.isEmpty()) {
            body.violation("min_severity", "must be one of " + String.join(", ", Severity.names()));
        }
        return severity.orElse(Severity.INFO);
    }

    private List<String> events(List<String> byDefault) {
        if (!body.has("events")) {
            return byDefault;
        }
        List<String> events = List.copyOf(
                new LinkedHashSet<>(body.texts("events", Notice.Event.names().size())));
        if (events.isEmpty() || !Notice.Event.names().containsAll(events)) {
            body.violation("events", "must be one or some of " + String.join(", ", Notice.Event.names()));
        }
        return events;
    }
}
