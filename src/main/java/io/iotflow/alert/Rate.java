package io.iotflow.alert;

import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;

/** How fast a field changes from one reading to the next, in its unit in so much time; negative where it falls. */
record Rate(String field, Limits limits, Duration per) implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) throws NotJudged {
        JsonValue value = reading.value(field);
        if (value == null) {
            return Finding.NOTHING;
        }
        double number = Values.number(value, "field " + field);
        JsonValue before = memory.last;
        Instant then = memory.lastAt;
        memory.last = value;
        memory.lastAt = reading.time();
        if (before == null || !then.isBefore(reading.time())) {
            return Finding.NOTHING;
        }
        double elapsed = Duration.between(then, reading.time()).toNanos() / (double) per.toNanos();
        return limits.judge((number - Values.number(before, "field " + field)) / elapsed, isMet);
    }

    @Override
    public boolean remembers() {
        return true;
    }
}
