package io.iotflow.telemetry.ingest;

import io.iotflow.device.TagRule;
import io.iotflow.telemetry.store.LeftOut;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;

/**
 * Takes the members of a reading as fields: what is nested under the names that lead to it, joined by {@code _}. A member
 * that cannot be a field is left out and noted; it does not spoil the others.
 */
final class ReadingFields {

    private static final int MAX_DEPTH = 6;
    private static final int MAX_ELEMENTS = 16;

    private final MessageBuilder message;
    private final String where;

    /** Violations name a member with {@code where} before it, such as {@code data.}. */
    ReadingFields(MessageBuilder message, String where) {
        this.message = message;
        this.where = where;
    }

    void take(String key, JsonValue value) throws Refused {
        take(key, key, value, 0);
    }

    /** Takes a value under another name than the sender's. */
    void take(String name, String path, JsonValue value) throws Refused {
        message.keepsOriginal();
        take(name, path, value, 0);
    }

    private void take(String name, String path, JsonValue value, int depth) throws Refused {
        switch (value.getValueType()) {
            case NULL -> message.keepsOriginal();
            case OBJECT -> takeMembers(name, path, value.asJsonObject(), depth);
            case ARRAY -> takeElements(name, path, value.asJsonArray(), depth);
            case STRING -> takeText(name, path, (JsonString) value);
            default -> takeValue(name, path, value);
        }
    }

    private void takeMembers(String name, String path, JsonObject object, int depth) throws Refused {
        message.keepsOriginal();
        if (depth == MAX_DEPTH) {
            message.leaveOut(path, LeftOut.Why.TOO_DEEP);
            return;
        }
        if (isTooLong(name, path)) {
            return;
        }
        for (var member : object.entrySet()) {
            String key = member.getKey();
            take(name + '_' + key, path + '.' + key, member.getValue(), depth + 1);
        }
    }

    private void takeElements(String name, String path, JsonArray array, int depth) throws Refused {
        message.keepsOriginal();
        if (depth == MAX_DEPTH) {
            message.leaveOut(path, LeftOut.Why.TOO_DEEP);
        } else if (array.size() > MAX_ELEMENTS) {
            message.leaveOut(path, LeftOut.Why.TOO_LARGE);
        } else if (!isTooLong(name, path)) {
            for (int i = 0; i < array.size(); i++) {
                take(name + '_' + i, path + '[' + i + ']', array.get(i), depth + 1);
            }
        }
    }

    /** What is below it could have no shorter name. */
    private boolean isTooLong(String name, String path) {
        boolean isTooLong = name.length() > TagRule.LONGEST_NAME;
        if (isTooLong) {
            message.leaveOut(path, LeftOut.Why.BAD_NAME);
        }
        return isTooLong;
    }

    private void takeText(String name, String path, JsonString text) throws Refused {
        if (AbsentValue.is(text.getString())) {
            message.leaveOut(path, LeftOut.Why.NO_VALUE);
        } else {
            takeValue(name, path, text);
        }
    }

    private void takeValue(String name, String path, JsonValue value) throws Refused {
        if (message.has(name)) {
            message.leaveOut(path, LeftOut.Why.NAME_TAKEN);
        } else if (message.isFull()) {
            message.leaveOut(path, LeftOut.Why.TOO_MANY_FIELDS);
        } else {
            try {
                message.field(name, value, where + path);
            } catch (Refused e) {
                message.leaveOut(path, e);
            }
        }
    }
}
