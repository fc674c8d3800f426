package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a channel of a type has beside what all have.
 *
 * @param shown what is answered
 * @param secret what is encrypted and never answered
 */
record Parts(JsonObject shown, JsonObject secret) {

    /** What is shorter would be found in any text. */
    private static final int SHORTEST_PIECE = 4;

    private static final Pattern ADDRESS = Pattern.compile("^https?://[^/?#]*");
    private static final Pattern BETWEEN_PIECES = Pattern.compile("[\\s/?#&=:;,]+");

    static final Parts NONE = new Parts(
            Json.createObjectBuilder().build(), Json.createObjectBuilder().build());

    Optional<String> shown(String name) {
        return Optional.ofNullable(shown.getString(name, null));
    }

    Optional<String> secret(String name) {
        return Optional.ofNullable(secret.getString(name, null));
    }

    /** A text from the other side without what it may have repeated of the secrets, or of their pieces. */
    String withoutSecrets(String text) {
        String clean = text;
        for (String it : secret.values().stream().flatMap(Parts::pieces).toList()) {
            clean = it.length() < SHORTEST_PIECE ? clean : clean.replace(it, "***");
        }
        return clean;
    }

    /** A secret's text, or those of an object's members, and the words in them; of an address not its host. */
    private static Stream<String> pieces(Object value) {
        if (value instanceof JsonObject object) {
            return object.values().stream().flatMap(Parts::pieces);
        }
        String text = ((JsonString) value).getString();
        String rest = ADDRESS.matcher(text).replaceFirst("");
        return Stream.concat(Stream.of(text, rest), Stream.of(BETWEEN_PIECES.split(rest)));
    }
}
