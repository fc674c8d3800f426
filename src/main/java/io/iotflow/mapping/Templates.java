package io.iotflow.mapping;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The ready mappings, each made after its product's documentation. */
final class Templates {

    private static final JsonObject ALL = read();

    private Templates() {}

    private static JsonObject read() {
        try (InputStream file = Templates.class.getResourceAsStream("templates.json")) {
            return Json.read(file.readAllBytes()).asJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }

    /** What a template stands for in a request. */
    static Optional<JsonObject> definition(String name) {
        return ALL.containsKey(name)
                ? Optional.of(Json.createObjectBuilder(ALL.getJsonObject(name))
                        .remove("description")
                        .build())
                : Optional.empty();
    }

    /** As it is shown: all have the same members. */
    static JsonObject described(String name) {
        JsonObject template = ALL.getJsonObject(name);
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("template", name)
                .add("description", template.getString("description"))
                .add("webhook", template.getBoolean("webhook", false))
                .add("topics", template.getOrDefault("topics", JsonValue.EMPTY_JSON_ARRAY));
        MappingDefinition.EXPRESSIONS.forEach(it -> json.add(it, template.getOrDefault(it, JsonValue.NULL)));
        return json.build();
    }
}
