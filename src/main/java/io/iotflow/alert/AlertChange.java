package io.iotflow.alert;

import io.iotflow.alert.Transition.Kind;
import io.iotflow.notify.Notice;
import io.iotflow.platform.database.Columns;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What becomes of one alert in a turn, perhaps by several transitions. */
final class AlertChange {

    private final long id;
    private final Rule rule;
    private final KnownDevice device;
    private final boolean isNew;
    private boolean isSilenced;
    private Instant openedAt;
    private Instant changedAt;
    private Instant clearedAt;
    private String openedBy;
    private String clearedBy;
    private String message = "";
    private int reopened;

    /** Of an alert that this turn opens, or of one that is there. */
    AlertChange(long id, Rule rule, KnownDevice device, boolean isNew) {
        this.isNew = isNew;
        this.id = id;
        this.rule = rule;
        this.device = device;
    }

    void add(Transition transition, boolean silenced) {
        changedAt = transition.at();
        if (transition.kind() == Kind.CLEARED) {
            clearedAt = transition.at();
            clearedBy = Json.text(seen(transition));
            return;
        }
        clearedAt = null;
        clearedBy = null;
        if (isNew && openedAt == null) {
            isSilenced = silenced;
            openedAt = transition.at();
            openedBy = Json.text(seen(transition));
            message = text(transition);
        } else {
            reopened++;
        }
    }

    /** What tells of a transition that was added just now. */
    Notice notice(Transition transition, List<String> channels) {
        RuleDefinition definition = rule.definition();
        return new Notice(
                id,
                transition.kind() == Kind.CLEARED ? Notice.Event.CLEARED : Notice.Event.OPENED,
                definition.severity().wire(),
                definition.name(),
                device.deviceId(),
                text(transition),
                seen(transition),
                transition.at(),
                channels);
    }

    /** The same for the live stream. */
    AlertEvents.Happened event(Transition transition) {
        return new AlertEvents.Happened(
                id,
                transition.kind() == Kind.CLEARED ? AlertEvents.Kind.CLEARED : AlertEvents.Kind.OPENED,
                transition.at());
    }

    private String text(Transition transition) {
        RuleDefinition definition = rule.definition();
        Map<String, String> values = new HashMap<>(device.attributes());
        values.put("device", device.deviceId());
        values.put("rule", definition.name());
        values.put("severity", definition.severity().wire());
        values.put("measurement", definition.measurement() == null ? "" : definition.measurement());
        values.put("field", definition.field() == null ? "" : definition.field());
        values.put("time", transition.at().toString());
        values.put("value", Values.shown(value(transition)));
        values.put("threshold", threshold(transition));
        return definition.message().fill(values).strip();
    }

    private static JsonValue value(Transition transition) {
        return transition.finding() == null
                ? transition.memory().last
                : transition.finding().value();
    }

    /** Of silence, how long nothing came. */
    private String threshold(Transition transition) {
        if (transition.finding() != null) {
            return transition.finding().threshold();
        }
        String compared = transition.memory().threshold;
        return compared != null || rule.course().after().isZero()
                ? compared == null ? "" : compared
                : rule.course().after().toString();
    }

    private JsonObject seen(Transition transition) {
        Reading reading = transition.reading();
        JsonObjectBuilder seen = Json.createObjectBuilder()
                .add(
                        "measurement",
                        Json.orNull(
                                reading == null ? null : reading.measurement().replace("\0", "")))
                .add("time", Json.orNull(reading == null ? null : reading.time()))
                .add("received_at", Json.orNull(reading == null ? null : reading.receivedAt()));
        JsonValue value = value(transition);
        return seen.add("value", value == null ? JsonValue.NULL : Json.createValue(Values.shown(value)))
                .add("threshold", threshold(transition))
                .build();
    }

    long id() {
        return id;
    }

    Rule rule() {
        return rule;
    }

    KnownDevice device() {
        return device;
    }

    boolean isNew() {
        return isNew;
    }

    boolean isSilenced() {
        return isSilenced;
    }

    Instant openedAt() {
        return openedAt;
    }

    Instant changedAt() {
        return changedAt;
    }

    /** Null where it is open. */
    Instant clearedAt() {
        return clearedAt;
    }

    /** Microseconds since 1970; below 0 where it is open. */
    long clearedMicros() {
        return clearedAt == null ? -1 : Columns.micros(clearedAt);
    }

    String openedBy() {
        return openedBy;
    }

    String clearedBy() {
        return clearedBy;
    }

    String message() {
        return message;
    }

    int reopened() {
        return reopened;
    }
}
