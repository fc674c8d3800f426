package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;

/**
 * No message of a measurement comes any more, or none ever did.
 *
 * @param field that it must have; null for any
 */
record Missing(String field) implements Condition {

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) {
        return field != null && reading.value(field) == null
                ? Finding.NOTHING
                : new Finding(Outcome.WAITING, field == null ? null : reading.value(field), "");
    }

    @Override
    public boolean isOfArrival() {
        return true;
    }

    @Override
    public boolean isOfSilence() {
        return true;
    }
}
