package io.iotflow.notify;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What goes through a channel at once.
 *
 * @param id the same at each repetition
 * @param count how many notices it has
 * @param devices how many devices they are about
 * @param groups the notices counted by rule and event, worst and most first; at most 20
 * @param notices the first of them, oldest first; all of them where the channel's type groups none
 * @param isTest whether it is only to see whether the channel works
 */
record Message(
        UUID id, String channel, long count, long devices, List<Group> groups, List<Line> notices, boolean isTest) {

    /** How many notices of one rule have the same event. */
    record Group(String rule, Notice.Event event, Severity severity, long count, long devices) {}

    /** One notice of it; {@code id} is the row of the outbox. */
    record Line(
            long id,
            long alertId,
            Notice.Event event,
            Severity severity,
            String rule,
            String deviceId,
            String message,
            JsonObject values,
            Instant at) {}

    /** The worst severity in it. */
    Severity severity() {
        return groups.get(0).severity();
    }

    /** The first notice of the first group, or the first one where that is not among those listed. */
    Line leading() {
        Group first = groups.get(0);
        return notices.stream()
                .filter(it -> it.rule().equals(first.rule()) && it.event() == first.event())
                .findFirst()
                .orElse(notices.get(0));
    }
}
