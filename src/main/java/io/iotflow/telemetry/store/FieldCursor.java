package io.iotflow.telemetry.store;

import io.iotflow.platform.web.Cursor;
import io.iotflow.telemetry.store.RegisteredField.Name;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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
        return Cursor.text(bytes.array());
    }

    /** 400 when it is none of ours. */
    static Name parse(String text) {
        return Cursor.parse(text, Cursor.OF_NO_LIST, FieldCursor::read);
    }

    private static Optional<Name> read(ByteBuffer bytes) throws CharacterCodingException {
        if (bytes.get() != KIND) {
            return Optional.empty();
        }
        int end = Math.toIntExact(bytes.getLong());
        String names = Cursor.utf8(bytes);
        return Optional.of(new Name(names.substring(0, end), names.substring(end)));
    }
}
