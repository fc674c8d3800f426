package io.iotflow.platform.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.function.Function;

/** The answers about things that operators declare. */
public final class Answers {

    private Answers() {}

    /** All of them, below this member. */
    public static <T> JsonObject all(String member, List<T> all, Function<T, JsonObjectBuilder> described) {
        JsonArrayBuilder array = Json.createArrayBuilder();
        all.forEach(it -> array.add(described.apply(it)));
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(member, array)
                .build();
    }

    /** One of them. */
    public static JsonObject one(String member, JsonObjectBuilder described) {
        return Json.createObjectBuilder()
                .add("status", "success")
                .add(member, described)
                .build();
    }

    /** One that was changed, and what was done. */
    public static JsonObject changed(String message, String member, JsonObjectBuilder described) {
        return Json.createObjectBuilder()
                .add("message", message)
                .add(member, described)
                .build();
    }

    /** One that is gone. */
    public static JsonObject deleted(String message, String name) {
        return Json.createObjectBuilder()
                .add("message", message)
                .add("name", name)
                .build();
    }
}
