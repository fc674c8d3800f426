package io.iotflow.web;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Names members in the schemas of records as JSON-B writes them; the server takes the Java names. */
final class SnakeCase {

    private SnakeCase() {}

    static void apply(Components components) {
        components.getSchemas().values().forEach(SnakeCase::apply);
    }

    private static void apply(Schema schema) {
        if (schema.getProperties() == null) {
            return;
        }
        Map<String, Schema> renamed = new LinkedHashMap<>();
        schema.getProperties().forEach((name, property) -> {
            apply(property);
            renamed.put(of(name), property);
        });
        schema.setProperties(renamed);
        if (schema.getRequired() != null) {
            schema.setRequired(schema.getRequired().stream().map(SnakeCase::of).toList());
        }
    }

    static String of(String name) {
        return name.replaceAll("(?<=[a-z0-9])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
