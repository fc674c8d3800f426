package io.iotflow.platform.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;

/** Reads a value, and sees whether an object has as many members as there were names. */
final class UniqueNames {

    private final JsonBuilderFactory builders;
    private boolean areUnique = true;

    UniqueNames(JsonBuilderFactory builders) {
        this.builders = builders;
    }

    boolean areUnique() {
        return areUnique;
    }

    /** The value that begins with this event; the parser's depth is bounded. */
    JsonValue value(JsonParser parser, Event event) {
        return switch (event) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            default -> parser.getValue();
        };
    }

    private JsonObject object(JsonParser parser) {
        JsonObjectBuilder object = builders.createObjectBuilder();
        int names = 0;
        while (parser.next() != Event.END_OBJECT) {
            object.add(parser.getString(), value(parser, parser.next()));
            names++;
        }
        JsonObject built = object.build();
        areUnique &= built.size() == names;
        return built;
    }

    private JsonValue array(JsonParser parser) {
        JsonArrayBuilder array = builders.createArrayBuilder();
        for (Event event = parser.next(); event != Event.END_ARRAY; event = parser.next()) {
            array.add(value(parser, event));
        }
        return array.build();
    }
}
