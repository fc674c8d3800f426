package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** How many devices there are, exact as of the last commit and without counting them ({@code device_tally}). */
@Dependent
class DeviceTotals {

    private static final int FEW = 100;

    private static final Set<String> KIND = Set.of("status", "type");

    private static final Map<String, String> IN_AN_INDEX = Map.of(
            "location", "SELECT count(*) FROM device WHERE location = ?",
            "firmware", "SELECT count(*) FROM device WHERE firmware_version = ?",
            "group", "SELECT count(*) FROM fleet_member WHERE fleet = (SELECT id FROM fleet WHERE group_id = ?)");

    private static final String SUPERFLUOUS =
            "SELECT count(*) - count(DISTINCT (status, device_type)) FROM device_tally";

    private static final String ADD_UP = """
            WITH taken AS (DELETE FROM device_tally RETURNING status, device_type, devices)
            INSERT INTO device_tally (status, device_type, devices)
            SELECT status, device_type, sum(devices) FROM taken GROUP BY 1, 2 HAVING sum(devices) <> 0""";

    private final Sql sql;

    @Inject
    DeviceTotals(Sql sql) {
        this.sql = sql;
    }

    /** How many have this status and this type. */
    record OfKind(String status, String type, long devices) {}

    List<OfKind> byStatusAndType() {
        return sql.list(
                "SELECT status, device_type, sum(devices) FROM device_tally GROUP BY 1, 2 HAVING sum(devices) > 0",
                row -> new OfKind(row.getString(1), row.getString(2), row.getLong(3)));
    }

    long all() {
        return number(new SqlText("SELECT coalesce(sum(devices), 0) FROM device_tally"));
    }

    /** How many fit, where that is known or counted in an index alone. */
    OptionalLong of(DeviceFilter filter) {
        Set<String> given = filter.given();
        if (KIND.containsAll(given)) {
            SqlText sum = new SqlText("SELECT coalesce(sum(devices), 0) FROM device_tally WHERE true");
            filter.status().ifPresent(it -> sum.and("status = ?", it));
            filter.type().ifPresent(it -> sum.and("device_type = ?", it));
            return OptionalLong.of(number(sum));
        }
        Optional<String> value = filter.location().or(filter::firmware).or(filter::group);
        return given.size() == 1 && IN_AN_INDEX.containsKey(given.iterator().next())
                ? OptionalLong.of(
                        number(new SqlText(IN_AN_INDEX.get(given.iterator().next()), value.orElseThrow())))
                : OptionalLong.empty();
    }

    /** Makes few rows of many. */
    void addUp() {
        if (number(new SqlText(SUPERFLUOUS)) >= FEW) {
            sql.update(ADD_UP);
        }
    }

    private long number(SqlText query) {
        return sql.list(query, row -> row.getLong(1)).get(0);
    }
}
