package io.iotflow.alert;

import jakarta.json.JsonValue;
import java.time.Duration;

/** The mean of a field's values in a window of time up to the reading; of those that there are. */
record Mean(String field, Limits limits, Duration window) implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) throws NotJudged {
        JsonValue value = reading.value(field);
        if (value == null) {
            return Finding.NOTHING;
        }
        double number = Values.number(value, "field " + field);
        memory.add(reading.time(), number, reading.time().minus(window), Memory.MOST_SAMPLES);
        double mean = memory.samples.stream()
                .mapToDouble(Memory.Sample::value)
                .average()
                .orElse(number);
        return limits.judge(mean, isMet);
    }

    @Override
    public boolean remembers() {
        return true;
    }
}
