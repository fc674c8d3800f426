package io.iotflow.alert;

import io.iotflow.alert.Finding.Outcome;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonValue;
import java.math.BigDecimal;

/**
 * Where a number may not be, with hysteresis: once it was there, it has to come back by a margin.
 *
 * @param margin 0 or more, in the number's unit
 */
record Limits(Kind kind, double low, double high, double margin) {

    /** On which side of its limit a number is bad. */
    enum Kind {
        ABOVE,
        BELOW,
        OUTSIDE
    }

    static Limits above(double limit, double margin) {
        return new Limits(Kind.ABOVE, limit, limit, margin);
    }

    static Limits below(double limit, double margin) {
        return new Limits(Kind.BELOW, limit, limit, margin);
    }

    Finding judge(double number, boolean isMet) {
        Outcome outcome = isBeyond(number, 0)
                ? Outcome.MET
                : isMet && isBeyond(number, margin) ? Outcome.UNDECIDED : Outcome.NOT_MET;
        return new Finding(outcome, json(number), text());
    }

    static JsonValue json(double number) {
        return Double.isFinite(number) ? Json.createValue(BigDecimal.valueOf(number)) : JsonValue.NULL;
    }

    private boolean isBeyond(double number, double by) {
        return switch (kind) {
            case ABOVE -> number > high - by;
            case BELOW -> number < low + by;
            case OUTSIDE -> number > high - by || number < low + by;
        };
    }

    private String text() {
        return kind == Kind.OUTSIDE
                ? Values.shown(low) + " to " + Values.shown(high)
                : Values.shown(kind == Kind.ABOVE ? high : low);
    }
}
