package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the devices that a question is about, in one query. */
@Dependent
public class ChosenDevices {

    /** The most devices of one question. */
    public static final int MAX = 100_000;

    private static final String DEVICES = """
            SELECT device.id, device.device_id, device.name, device.device_type, device.location,
                   ARRAY(SELECT fleet.group_id FROM fleet JOIN fleet_member ON fleet_member.fleet = fleet.id
                         WHERE fleet_member.device = device.id ORDER BY 1)::text[]
            FROM device WHERE true""";

    private final Sql sql;

    @Inject
    ChosenDevices(Sql sql) {
        this.sql = sql;
    }

    /** The devices, by id. 400 when one that is named, or the group, is not there, or when there are more than {@link #MAX}. */
    public List<ChosenDevice> find(DeviceChoice choice) {
        SqlText query = new SqlText(DEVICES);
        if (!choice.deviceIds().isEmpty()) {
            query.and("device.device_id = ANY (?)", (Object) choice.deviceIds().toArray(String[]::new));
        }
        choice.group()
                .ifPresent(it -> query.and(
                        "device.id IN (SELECT device FROM fleet_member JOIN fleet ON fleet.id = fleet WHERE group_id = ?)",
                        it));
        choice.type().ifPresent(it -> query.and("device.device_type = ?", it));
        choice.location().ifPresent(it -> query.and("device.location = ?", it));
        query.add(" ORDER BY device.device_id COLLATE \"C\" LIMIT ?", MAX + 1);
        List<ChosenDevice> found = sql.list(query, ChosenDevices::read);
        if (found.size() > MAX) {
            throw Problem.invalid("all", "is more than " + MAX + " devices; choose a group, device_type or location");
        }
        choice.group().filter(it -> found.isEmpty()).ifPresent(this::requireGroup);
        requireAll(choice, found);
        return found;
    }

    private void requireGroup(String group) {
        sql.first("SELECT 1 FROM fleet WHERE group_id = ?", row -> true, group)
                .orElseThrow(() -> Problem.invalid("group", "is not the id of a group"));
    }

    /** A device that is there and was left out by another condition is no mistake. */
    private void requireAll(DeviceChoice choice, List<ChosenDevice> found) {
        Set<String> ids = found.stream().map(ChosenDevice::deviceId).collect(Collectors.toSet());
        List<String> missing =
                choice.deviceIds().stream().filter(it -> !ids.contains(it)).toList();
        if (missing.isEmpty()) {
            return;
        }
        ids.addAll(sql.list("SELECT device_id FROM device WHERE device_id = ANY (?)", row -> row.getString(1), (Object)
                missing.toArray(String[]::new)));
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < choice.deviceIds().size(); i++) {
            if (!ids.contains(choice.deviceIds().get(i))) {
                violations.add(new Violation("devices[" + i + "]", "is not the id of a device"));
            }
        }
        if (!violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
    }

    private static ChosenDevice read(ResultSet row) throws SQLException {
        return new ChosenDevice(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Arrays.asList((String[]) row.getArray(6).getArray()));
    }
}
