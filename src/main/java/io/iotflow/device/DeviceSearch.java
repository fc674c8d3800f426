package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.Page;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds devices by what an operator knows of them. The statements are of constants; what a caller wrote is a parameter. An
 * order ends with the device's number, so that pages neither repeat nor lose a device.
 */
@Dependent
class DeviceSearch {

    /** Columns where a null is possible; for the others PostgreSQL may walk through an index. */
    private static final Set<String> NEVER_NULL =
            Set.of("device_id", "name", "device_type", "status", "created_at", "updated_at");

    /**
     * Many devices are joined and sorted in memory, by one process: each of several would read and hash all that is joined,
     * which takes longer where others want the processors, too.
     */
    private static final String SETTINGS =
            "SELECT set_config('work_mem', '16MB', true), set_config('max_parallel_workers_per_gather', '0', true)";

    private static final String LIMIT = " LIMIT ? OFFSET ?";

    private final Sql sql;
    private final Iterable<DeviceColumns> modules;

    @Inject
    DeviceSearch(Sql sql, @Any Instance<DeviceColumns> modules) {
        this(sql, (Iterable<DeviceColumns>) modules);
    }

    DeviceSearch(Sql sql, Iterable<DeviceColumns> modules) {
        this.sql = sql;
        this.modules = modules;
    }

    /** The numbers of a page's devices in their order, and how many devices fit in all. */
    record Found(List<Long> rowIds, long total) {}

    /** 400 where there is no such group. */
    Found find(DeviceFilter filter, DeviceOrder order, Page page) {
        return sql.inTransaction(() -> {
            filter.group().ifPresent(this::requireGroup);
            sql.call(SETTINGS);
            return filter.isEmpty() ? ofAll(order, page) : ofSome(filter, order, page);
        });
    }

    /** Where all fit, an index may give the page without looking at the others. */
    private Found ofAll(DeviceOrder order, Page page) {
        Set<String> joins = new LinkedHashSet<>();
        SqlText by = orderBy(order, joins);
        SqlText rows = new SqlText("SELECT device.id FROM device")
                .add(String.join("", joins))
                .add(by);
        return new Found(
                sql.list(rows.add(LIMIT, page.size(), page.offset()), row -> row.getLong(1)),
                sql.one("SELECT count(*) FROM device", row -> row.getLong(1)));
    }

    /** Those that fit are looked for once, and counted beside. */
    private Found ofSome(DeviceFilter filter, DeviceOrder order, Page page) {
        Set<String> joins = new LinkedHashSet<>();
        SqlText where = where(filter, joins);
        SqlText by = orderBy(order, joins);
        SqlText from = new SqlText(" FROM device").add(String.join("", joins)).add(where);
        long[] total = {0};
        List<Long> rowIds = sql.list(
                new SqlText("SELECT device.id, count(*) OVER ()")
                        .add(from)
                        .add(by)
                        .add(LIMIT, page.size(), page.offset()),
                row -> {
                    total[0] = row.getLong(2);
                    return row.getLong(1);
                });
        return rowIds.isEmpty() && page.offset() > 0
                ? new Found(
                        rowIds,
                        sql.list(new SqlText("SELECT count(*)").add(from), row -> row.getLong(1))
                                .get(0))
                : new Found(rowIds, total[0]);
    }

    private SqlText where(DeviceFilter filter, Set<String> joins) {
        SqlText where = new SqlText(" WHERE true");
        filter.status().ifPresent(it -> where.and("device.status = ?", it));
        filter.type().ifPresent(it -> where.and("device.device_type = ?", it));
        filter.location().ifPresent(it -> where.and("device.location = ?", it));
        filter.group()
                .ifPresent(it -> where.and(
                        "device.id IN (SELECT device FROM fleet_member JOIN fleet ON fleet.id = fleet WHERE group_id = ?)",
                        it));
        filter.firmware().ifPresent(it -> where.and("device.firmware_version = ?", it));
        filter.firmwareBelow().ifPresent(it -> where.and("device.firmware_numbers < ?::numeric[]", it));
        filter.text().ifPresent(it -> where.and("strpos(device.search, ?) > 0", it.toLowerCase(Locale.ROOT)));
        filter.online().ifPresent(it -> where.add(it ? " AND " : " AND NOT ").add(column("is_online", joins)));
        filter.refused()
                .ifPresent(it -> where.add(" AND ")
                        .add(column("refused_messages", joins))
                        .add(it ? " > 0" : " = 0"));
        filter.silentSince()
                .ifPresent(it -> where.add(" AND coalesce(")
                        .add(column("last_reading_at", joins))
                        .add(" < ?, true)", it));
        filter.lastReadingBefore()
                .ifPresent(it ->
                        where.add(" AND ").add(column("last_reading_at", joins)).add(" < ?", it));
        return where;
    }

    private SqlText orderBy(DeviceOrder order, Set<String> joins) {
        SqlText by = new SqlText(" ORDER BY ");
        if (!order.column().equals("id")) {
            by.add(order.ownColumn().map(SqlText::new).orElseGet(() -> column(order.column(), joins)))
                    .add(order.direction())
                    .add(NEVER_NULL.contains(order.column()) ? ", " : " NULLS LAST, ");
        }
        return by.add("device.id").add(order.direction());
    }

    /** Another module's column, whose rows are joined then. */
    private SqlText column(String name, Set<String> joins) {
        for (DeviceColumns module : modules) {
            SqlText column = module.columns().get(name);
            if (column != null) {
                joins.add(" " + module.join());
                return column;
            }
        }
        throw new IllegalStateException("no module has the column " + name);
    }

    private void requireGroup(String group) {
        sql.first("SELECT 1 FROM fleet WHERE group_id = ?", row -> true, group)
                .orElseThrow(() -> Problem.invalid("group", "is not the id of a group"));
    }
}
