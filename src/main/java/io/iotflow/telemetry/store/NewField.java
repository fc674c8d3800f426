package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.RegisteredField.Name;
import java.time.Instant;

/**
 * A field that messages would have made, had they been stored.
 *
 * @param type number, boolean or string
 * @param deviceId whose message would have been the first with it
 */
public record NewField(String measurement, String field, String type, String deviceId) {

    /** @throws IllegalArgumentException when there is no such type */
    public NewField {
        FieldType.parse(type);
    }

    static NewField of(RegisteredField it) {
        return new NewField(
                it.name().measurement(), it.name().field(), it.type().code(), it.deviceId());
    }

    RegisteredField registered(Instant now) {
        return new RegisteredField(new Name(measurement, field), FieldType.parse(type), now, deviceId);
    }
}
