package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;
import jakarta.json.JsonNumber;
import jakarta.json.JsonValue;
import java.time.Duration;

/**
 * So many messages of a device were refused in a window of time. They are in no log; the evaluation looks at their number now and
 * then, and gives it to this condition as a reading.
 */
record Refused(int count, Duration window) implements Condition {

    /** The measurement of such a reading, which no device's can have. */
    static final String MEASUREMENT = "\u0000refused";

    /** Its field: how many of the device's messages were refused, as far as that is kept. */
    static final String TOTAL = "messages";

    /** Its other field: how many of them were refused before the rule was there. */
    static final String BEFORE = "before";

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) {
        if (!(reading.value(TOTAL) instanceof JsonNumber total)) {
            return Finding.NOTHING;
        }
        JsonValue known = memory.last == null ? reading.value(BEFORE) : memory.last;
        double before = known instanceof JsonNumber number ? number.doubleValue() : 0;
        memory.last = total;
        double more = total.doubleValue() - before; // less than before where old ones were dropped
        if (more > 0) {
            memory.add(reading.receivedAt(), more, reading.receivedAt().minus(window), Memory.MOST_SAMPLES);
        }
        memory.samples.removeIf(it -> !it.at().isAfter(reading.receivedAt().minus(window)));
        double sum = memory.samples.stream().mapToDouble(Memory.Sample::value).sum();
        JsonValue shown = Limits.json(sum);
        return new Finding(sum >= count ? Outcome.MET : Outcome.NOT_MET, shown, Integer.toString(count));
    }

    @Override
    public boolean remembers() {
        return true;
    }

    @Override
    public boolean isOfArrival() {
        return true;
    }
}
