package io.iotflow.telemetry.store;

import java.util.function.IntFunction;

/**
 * Where the parts of an upload's messages stand in the request, for violations.
 *
 * @param message what stands before a message's members, by its place in the upload, such as {@code points[3].}
 * @param fields what stands before a field's name after that, such as {@code fields.}
 * @param tags the same for a tag
 */
public record MessagePaths(IntFunction<String> message, String fields, String tags) {

    /** The same where only some of the messages are left; says which place each had. */
    public MessagePaths of(IntFunction<Integer> places) {
        return new MessagePaths(place -> message.apply(places.apply(place)), fields, tags);
    }
}
