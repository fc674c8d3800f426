package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In which units fields are: as an operator declared, else as all of the devices that say one say alike in their tag {@code unit}. */
@Dependent
public class FieldUnits {

    private static final String DECLARED =
            "SELECT measurement, field, unit FROM field_type WHERE measurement = ANY (?) AND unit IS NOT NULL";

    private static final String SAID = """
            SELECT chosen.bucket, series.measurement, min(series.tags ->> 'unit')
            FROM unnest(?::bigint[], ?::integer[]) AS chosen (device, bucket)
            JOIN series ON series.device = chosen.device AND series.measurement = ANY (?)
            WHERE series.tags ->> 'unit' IS NOT NULL
            GROUP BY 1, 2 HAVING count(DISTINCT series.tags ->> 'unit') = 1""";

    private final Sql sql;

    @Inject
    FieldUnits(Sql sql) {
        this.sql = sql;
    }

    private record Said(int bucket, String measurement) {}

    /** What was found. */
    public static final class Found {

        private final Map<Name, String> declared = new HashMap<>();
        private final Map<Said, String> said = new HashMap<>();

        private Found() {}

        /** The unit of a field of a bucket's devices; empty where it is not known, or they differ. */
        public Optional<String> of(int bucket, String measurement, String field) {
            return Optional.ofNullable(declared.get(new Name(measurement, field)))
                    .or(() -> Optional.ofNullable(said.get(new Said(bucket, measurement))));
        }
    }

    /** Finds those of some measurements of these devices, each of which is of a bucket. */
    public Found find(long[] devices, int[] buckets, List<String> measurements) {
        Found found = new Found();
        String[] names = measurements.toArray(String[]::new);
        sql.list(
                DECLARED,
                row -> found.declared.put(new Name(row.getString(1), row.getString(2)), row.getString(3)),
                (Object) names);
        sql.list(
                SAID,
                row -> found.said.put(new Said(row.getInt(1), row.getString(2)), row.getString(3)),
                devices,
                buckets,
                names);
        return found;
    }
}
