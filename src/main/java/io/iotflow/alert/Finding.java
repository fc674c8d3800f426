package io.iotflow.alert;

import jakarta.json.JsonValue;

/**
 * What a condition says of a reading.
 *
 * @param value what was compared; null where there is none
 * @param threshold what with, for people; may be empty
 */
record Finding(Outcome outcome, JsonValue value, String threshold) {

    /** Nothing to say: the field is not in the message, or too little is known. */
    static final Finding NOTHING = new Finding(Outcome.UNDECIDED, null, "");

    /** The four things that a condition can say. */
    enum Outcome {
        /** It is met. */
        MET,
        /** It is not met, and what is open is cleared. */
        NOT_MET,
        /** What was before stays: between the threshold and the level that clears. */
        UNDECIDED,
        /** It is not met, and is met from now on unless something comes: silence and standstill. */
        WAITING
    }

    static Finding of(boolean met, JsonValue value, String threshold) {
        return new Finding(met ? Outcome.MET : Outcome.NOT_MET, value, threshold);
    }
}
