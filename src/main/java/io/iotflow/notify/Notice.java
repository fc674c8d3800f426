package io.iotflow.notify;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that happened to an alert, and the channels that are to tell it.
 *
 * @param alertId the alert's number; that of all notices about it
 * @param severity critical, major, minor, warning or info
 * @param rule the rule's name
 * @param deviceId the device's id
 * @param message one text for people; cut at 2,000 characters
 * @param values what the rule saw, by name; left out when its text is longer than 4,000 characters
 * @param at when it happened
 * @param channels names of channels; one that there is not (any more), is not enabled or does not want this is passed over
 */
public record Notice(
        long alertId,
        Event event,
        String severity,
        String rule,
        String deviceId,
        String message,
        JsonObject values,
        Instant at,
        List<String> channels) {

    /** Checks the severity: an {@link IllegalArgumentException} for another one. */
    public Notice {
        Severity.of(severity)
                .orElseThrow(() -> new IllegalArgumentException("the severity must be one of " + Severity.names()));
        channels = List.copyOf(new LinkedHashSet<>(channels));
    }

    /** What happened. */
    public enum Event {
        /** The alert is new, or open again. */
        OPENED,
        /** It is open, and its severity or text is another one. */
        CHANGED,
        /** Somebody has taken it on. */
        ACKNOWLEDGED,
        /** Its cause is gone. */
        CLEARED,
        /** Nobody has acknowledged it in time. */
        ESCALATED;

        /** The name in JSON, in lower case. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Event> of(String wire) {
            return Stream.of(values()).filter(it -> it.wire().equals(wire)).findFirst();
        }

        static List<String> names() {
            return Stream.of(values()).map(Event::wire).toList();
        }
    }
}
