package io.iotflow.alert;

import io.iotflow.notify.Severity;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.List;

/**
 * A rule as an operator declares it.
 *
 * @param type the condition's name, such as {@code above}
 * @param measurement null where messages of every measurement count
 * @param field null where there is none
 * @param escalateAfter null where nobody else is told of an alert that nobody acknowledges
 * @param json as it was given, without what was null
 */
record RuleDefinition(
        String name,
        boolean enabled,
        Severity severity,
        DeviceSelection devices,
        String type,
        String measurement,
        String field,
        Course course,
        MessageTemplate message,
        List<String> channels,
        Duration escalateAfter,
        List<String> escalateTo,
        JsonObject json) {

    /** What is judged: rules with the same one open and clear the same alerts. */
    String judged() {
        return type + devices + measurement + field + course;
    }
}
