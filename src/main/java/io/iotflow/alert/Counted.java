package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;
import java.time.Instant;

/** Another condition, met by so many of the last readings. */
record Counted(Condition each, int count, int of) implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) throws NotJudged {
        Finding finding = each.judge(reading, memory, isMet);
        if (finding.outcome() == Outcome.UNDECIDED) {
            return Finding.NOTHING;
        }
        memory.add(reading.time(), finding.outcome() == Outcome.MET ? 1 : 0, Instant.MIN, of);
        long met = memory.samples.stream().filter(it -> it.value() > 0).count();
        return Finding.of(met >= count, finding.value(), finding.threshold());
    }

    @Override
    public boolean remembers() {
        return true;
    }
}
