package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;
import jakarta.json.JsonValue;

/** A field whose value stays the same; silence is no change either. */
record Stuck(String field) implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) {
        JsonValue value = reading.value(field);
        if (value == null || memory.last != null && Values.areEqual(memory.last, value)) {
            return Finding.NOTHING;
        }
        memory.last = value;
        return new Finding(Outcome.WAITING, value, "");
    }

    @Override
    public boolean remembers() {
        return true;
    }
}
