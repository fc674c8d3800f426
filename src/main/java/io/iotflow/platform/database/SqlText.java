package io.iotflow.platform.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A statement that is put together: our own text, and beside it the parameters, which are never part of the text. */
public final class SqlText {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    public SqlText(String text, Object... values) {
        add(text, values);
    }

    /** Adds a piece with its parameters. */
    public SqlText add(String more, Object... values) {
        text.append(more);
        parameters.addAll(Arrays.asList(values));
        return this;
    }

    /** Adds a condition with its parameters. */
    public SqlText and(String condition, Object... values) {
        return add(" AND " + condition, values);
    }

    /** Adds what was put together elsewhere. */
    public SqlText add(SqlText other) {
        return add(other.text.toString(), other.parameters());
    }

    /** The text as it is now. */
    public String text() {
        return text.toString();
    }

    /** The parameters in the order of their question marks. */
    public Object[] parameters() {
        return parameters.toArray();
    }
}
