package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;

/** What is known of fields, for who reads texts that do not say their type. */
@Dependent
public class KnownFields {

    private final FieldTypeStore store;

    @Inject
    KnownFields(FieldTypeStore store) {
        this.store = store;
    }

    /** Whether the field is registered, and holds texts; one with a NUL in its name is none, for PostgreSQL has no such text. */
    public boolean isText(String measurement, String field) {
        return (measurement + field).indexOf('\0') < 0
                && store.find(List.of(new Name(measurement, field))).stream()
                        .anyMatch(it -> it.type() == FieldType.STRING);
    }
}
