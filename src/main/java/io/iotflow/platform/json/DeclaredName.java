package io.iotflow.platform.json;

import java.util.List;
import java.util.regex.Pattern;

/** The name of something that operators declare: it is part of a path, and stays. */
public final class DeclaredName {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    private final String kind;
    private final List<String> taken;

    /**
     * Names of one kind.
     *
     * @param kind what has such a name, such as {@code channel}
     * @param taken what stands in paths at the same place
     */
    public DeclaredName(String kind, String... taken) {
        this.kind = kind;
        this.taken = List.of(taken);
    }

    /** Whether one may have this name. */
    public boolean isValid(String text) {
        return FORM.matcher(text).matches() && !taken.contains(text);
    }

    /**
     * Reads the member {@code name}; null and a violation where there is none.
     *
     * @param pathName where the path or the row says it; else null, and the body must
     */
    public String read(RequestBody body, String pathName) {
        String named = pathName == null ? body.required("name") : body.optional("name");
        String name = named == null ? pathName : named;
        if (name == null) {
            return null;
        }
        if (!isValid(name)) {
            body.violation(
                    "name",
                    "must be 1 to 64 lower-case letters, digits, '.', '_' or '-', the first a letter or digit"
                            + (taken.isEmpty() ? "" : ", and none of " + String.join(", ", taken)));
        } else if (pathName != null && !name.equals(pathName)) {
            body.violation("name", "must be the name in the path: a " + kind + " keeps its name");
        }
        return name;
    }
}
