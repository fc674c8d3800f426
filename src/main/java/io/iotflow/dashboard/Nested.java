package io.iotflow.dashboard;

import io.iotflow.platform.json.RequestBody;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Objects within a request's object: what is wrong with one is told with its path. */
final class Nested {

    private Nested() {}

    /** Reads the object at this path; a violation where it is something else. */
    static void object(RequestBody outer, String path, JsonValue value, Consumer<RequestBody> reader) {
        if (!(value instanceof JsonObject object)) {
            outer.violation(path, "must be a JSON object");
            return;
        }
        RequestBody inner = RequestBody.of(object);
        try {
            reader.accept(inner);
            inner.check();
        } catch (Problem wrong) {
            tell(outer, path, wrong.violations());
        }
    }

    /** Reads the array of objects that this member is, if it is there; each with its path. */
    static void objects(RequestBody outer, String member, int most, BiConsumer<String, JsonValue> reader) {
        JsonValue value = outer.has(member) ? outer.value(member) : JsonValue.NULL;
        if (value == JsonValue.NULL) {
            return;
        }
        if (!(value instanceof JsonArray array) || array.size() > most) {
            outer.violation(member, "must be an array of at most " + most + " objects");
            return;
        }
        for (int i = 0; i < array.size(); i++) {
            reader.accept(member + "[" + i + "]", array.get(i));
        }
    }

    static void tell(RequestBody outer, String path, List<Violation> violations) {
        violations.forEach(it -> outer.violation(path + "." + it.field(), it.message()));
    }
}
