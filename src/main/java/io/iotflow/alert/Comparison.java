package io.iotflow.alert;

import jakarta.json.JsonValue;

/** A field that is above, below, equal or unequal to what it is compared with, or outside of two limits. */
record Comparison(Type type, String field, Operand operand, double low, double high, double margin)
        implements Condition {

    /** How it is compared. */
    enum Type {
        ABOVE,
        BELOW,
        OUTSIDE,
        EQUALS,
        NOT_EQUALS
    }

    @Override
    public Finding judge(Reading reading, Memory memory, boolean isMet) throws NotJudged {
        JsonValue value = reading.value(field);
        if (value == null) {
            return Finding.NOTHING;
        }
        if (type == Type.OUTSIDE) {
            return new Limits(Limits.Kind.OUTSIDE, low, high, margin).judge(number(value), isMet);
        }
        JsonValue other = operand.of(reading);
        if (other == null) {
            return Finding.NOTHING;
        }
        return switch (type) {
            case ABOVE -> Limits.above(operand.number(reading), margin).judge(number(value), isMet);
            case BELOW -> Limits.below(operand.number(reading), margin).judge(number(value), isMet);
            case EQUALS -> Finding.of(operand.isSame(reading, value), value, Values.shown(other));
            default -> Finding.of(!operand.isSame(reading, value), value, Values.shown(other));
        };
    }

    private double number(JsonValue value) throws NotJudged {
        return Values.number(value, "field " + field);
    }
}
