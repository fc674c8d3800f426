package io.iotflow.telemetry.store;

import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.FieldsRefused.Conflict;
import java.util.stream.IntStream;

/** What the log says of an upload whose field {@code temperature} has another type than before. */
public final class RefusedFields {

    private RefusedFields() {}

    /** With the field in the messages at these places. */
    public static FieldsRefused at(int... places) {
        return new FieldsRefused(IntStream.of(places)
                .mapToObj(it -> Conflict.ofField(it, "temperature", Reason.FIELD_TYPE, "is a number"))
                .toList());
    }
}
