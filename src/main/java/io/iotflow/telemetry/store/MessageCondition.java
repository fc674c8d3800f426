package io.iotflow.telemetry.store;

import io.iotflow.platform.database.SqlText;
import java.util.List;

/**
 * What must be true of a message: of one of its fields, or of one of its tags.
 *
 * @param tag whether the name is a tag's; else it is a field's
 * @param values JSON texts for a field (numbers, strings, true, false), plain texts for a tag; one, or several for IN, or
 *     none for the existence
 */
public record MessageCondition(boolean tag, String name, Comparison comparison, List<String> values) {

    /** How a value is compared; the last four are of numbers only. */
    public enum Comparison {
        EQUAL("="),
        NOT_EQUAL("!="),
        IN("in"),
        EXISTS("exists"),
        MISSING("missing"),
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        /** As it is written in a query. */
        public String sign() {
            return sign;
        }

        /** Whether only numbers have it. */
        public boolean ofNumbers() {
            return ordinal() >= LESS.ordinal();
        }
    }

    /** The condition on {@code telemetry log} and its {@code tag_set}. */
    SqlText sql() {
        return tag ? ofTag() : ofField();
    }

    private SqlText ofTag() {
        return switch (comparison) {
            case EQUAL -> new SqlText("tag_set.tags ->> ? = ?", name, values.get(0));
            case NOT_EQUAL -> new SqlText("tag_set.tags ->> ? IS DISTINCT FROM ?", name, values.get(0));
            case IN -> new SqlText("tag_set.tags ->> ? = ANY (?)", name, values.toArray(String[]::new));
            case EXISTS -> new SqlText("tag_set.tags ?? ?", name);
            case MISSING -> new SqlText("NOT tag_set.tags ?? ?", name);
            default -> throw new IllegalArgumentException(comparison + " of a tag");
        };
    }

    private SqlText ofField() {
        return switch (comparison) {
            case EQUAL -> new SqlText("log.fields -> ? = ?::jsonb", name, values.get(0));
            case NOT_EQUAL -> new SqlText("log.fields -> ? <> ?::jsonb", name, values.get(0));
            case IN -> new SqlText("log.fields -> ? = ANY (?::jsonb[])", name, values.toArray(String[]::new));
            case EXISTS -> new SqlText("log.fields ?? ?", name);
            case MISSING -> new SqlText("NOT log.fields ?? ?", name);
            default ->
                new SqlText(
                        "(jsonb_typeof(log.fields -> ?) = 'number' AND log.fields -> ? " + comparison.sign
                                + " ?::jsonb)",
                        name,
                        name,
                        values.get(0));
        };
    }
}
