package io.iotflow.telemetry.store;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.RegisteredField.Name;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The place in the list of fields where a page ended, as a text that means nothing to the caller. It names the last field
 * itself and not its number, so what is registered meanwhile moves nothing.
 */
final class FieldCursor {

    private static final byte KIND = 'f'; // the lists of messages have others

    private FieldCursor() {}

    static String text(Name name) {
        byte[] names = (name.measurement() + name.field()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(9 + names.length)
                .put(KIND)
                .putLong(name.measurement().length())
                .put(names);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** 400 when it is none of ours. */
    static Name parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() >= 9 && bytes.get() == KIND) {
                long end = bytes.getLong();
                String names = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
                if (end >= 0 && end <= names.length() && names.indexOf('\0') < 0) {
                    return new Name(names.substring(0, (int) end), names.substring((int) end));
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // answered below, with the other unreadable ones
        }
        throw Problem.invalid(
                "cursor", "is none of this list; send next_cursor as the last page gave it, or none to begin anew");
    }
}
