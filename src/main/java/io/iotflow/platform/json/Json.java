package io.iotflow.platform.json;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonConfig;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * JSON text to values and back, and the builders of values. Everything else uses this class instead of
 * {@link jakarta.json.Json}, which looks its provider up in the class path at every call: that costs more than a message.
 */
public final class Json {

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());
    private static final JsonReaderFactory UNIQUE_NAMES =
            PROVIDER.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));
    private static final JsonBuilderFactory BUILDERS = PROVIDER.createBuilderFactory(Map.of());
    private static final JsonGeneratorFactory GENERATORS = PROVIDER.createGeneratorFactory(Map.of());

    private Json() {}

    /** A JSON object to be filled. */
    public static JsonObjectBuilder createObjectBuilder() {
        return BUILDERS.createObjectBuilder();
    }

    /** A JSON object to be filled, with these members to begin with. */
    public static JsonObjectBuilder createObjectBuilder(JsonObject members) {
        return BUILDERS.createObjectBuilder(members);
    }

    /** A JSON object to be filled, with these members to begin with: JSON values, text, numbers, booleans. */
    public static JsonObjectBuilder createObjectBuilder(Map<String, Object> members) {
        return BUILDERS.createObjectBuilder(members);
    }

    /** A JSON array to be filled. */
    public static JsonArrayBuilder createArrayBuilder() {
        return BUILDERS.createArrayBuilder();
    }

    /** A JSON array to be filled, with these elements to begin with: JSON values, text, numbers, booleans. */
    public static JsonArrayBuilder createArrayBuilder(Collection<?> elements) {
        return BUILDERS.createArrayBuilder(elements);
    }

    /** Text as a JSON string. */
    public static JsonString createValue(String text) {
        return PROVIDER.createValue(text);
    }

    /** A whole number as a JSON number. */
    public static JsonNumber createValue(long number) {
        return PROVIDER.createValue(number);
    }

    /** A number as a JSON number. */
    public static JsonNumber createValue(BigDecimal number) {
        return PROVIDER.createValue(number);
    }

    /** Writes JSON to a stream in UTF-8, member by member. */
    public static JsonGenerator createGenerator(OutputStream utf8) {
        return GENERATORS.createGenerator(utf8, StandardCharsets.UTF_8);
    }

    /**
     * Reads one JSON value.
     *
     * @throws MalformedJson when the bytes are not UTF-8 or not exactly one JSON value (RFC 8259)
     */
    public static JsonValue read(byte[] utf8) {
        return read(decode(utf8));
    }

    /** Reads one JSON value from text; the same errors. */
    public static JsonValue read(String text) {
        return read(text, (parser, event) -> parser.getValue());
    }

    private static JsonValue read(String text, BiFunction<JsonParser, JsonParser.Event, JsonValue> reader) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            JsonValue value = reader.apply(parser, parser.next());
            if (parser.hasNext()) {
                throw new MalformedJson("is not valid JSON: there is text after the value");
            }
            return value;
        } catch (MalformedJson e) {
            throw e;
        } catch (JsonParsingException e) { // its text names the parser's tokens
            throw new MalformedJson(
                    "is not valid JSON at line " + e.getLocation().getLineNumber() + ", column "
                            + e.getLocation().getColumnNumber());
        } catch (RuntimeException e) { // Parsson has many kinds, also for too deep and too long
            throw new MalformedJson("is not valid JSON: " + firstLine(e.getMessage()));
        }
    }

    /**
     * The same where no object may have a member twice: RFC 8259 leaves open which of them counts.
     *
     * @throws MalformedJson also when an object has a member twice
     */
    public static JsonValue readWithUniqueNames(byte[] utf8) {
        String text = decode(utf8);
        UniqueNames names = new UniqueNames(BUILDERS);
        JsonValue value = read(text, names::value);
        if (names.areUnique()) {
            return value;
        }
        try (JsonReader reader = UNIQUE_NAMES.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (RuntimeException e) { // which is slower, and names the member
            throw new MalformedJson("has a member twice: " + firstLine(e.getMessage()));
        }
    }

    /** Reads a JSON object from text that this product wrote itself. */
    public static JsonObject readObject(String text) {
        return read(text).asJsonObject();
    }

    /** Writes a map of strings, booleans and finite doubles as a JSON object. */
    public static String write(Map<String, ?> values) {
        StringWriter text = new StringWriter(128);
        try (JsonGenerator generator = GENERATORS.createGenerator(text)) {
            generator.writeStartObject();
            values.forEach((name, value) -> write(generator, name, value));
            generator.writeEnd();
        }
        return text.toString();
    }

    /** A value's text as a JSON string, or JSON's null where there is none. */
    public static JsonValue orNull(Object value) {
        return value == null ? JsonValue.NULL : PROVIDER.createValue(value.toString());
    }

    /** Writes a value as JSON text. */
    public static String text(JsonValue value) {
        StringWriter text = new StringWriter(128);
        try (JsonGenerator generator = GENERATORS.createGenerator(text)) {
            generator.write(value);
        }
        return text.toString();
    }

    private static void write(JsonGenerator generator, String name, Object value) {
        generator.writeKey(name);
        write(generator, value);
    }

    /** Writes a value: a number, boolean, text, map of such by their names, or null. */
    public static void write(JsonGenerator generator, Object value) {
        if (value instanceof Double number) {
            generator.write(number);
        } else if (value instanceof Boolean flag) {
            generator.write(flag);
        } else if (value instanceof Map<?, ?> map) {
            generator.writeStartObject();
            map.forEach((name, member) -> write(generator, (String) name, member));
            generator.writeEnd();
        } else if (value == null) {
            generator.writeNull();
        } else {
            generator.write((String) value);
        }
    }

    private static String decode(byte[] utf8) {
        try {
            return Utf8.decode(utf8);
        } catch (CharacterCodingException e) {
            throw new MalformedJson("is not UTF-8");
        }
    }

    private static String firstLine(String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
