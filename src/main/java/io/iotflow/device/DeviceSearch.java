package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.Page;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Finds devices by what an operator knows of them. In a fleet of up to {@link #LARGE} all that fit are looked for, sorted and
 * counted; in a larger one that takes too long ({@link LargeFleet}, ADR 47).
 */
@Dependent
class DeviceSearch {

    static final int LARGE = 100_000;

    /** So many that fit are sorted and counted in a large fleet. */
    static final int COUNTED = 20_000;

    static final Sample SAMPLE = new Sample(1, 100);

    /**
     * Many devices are joined and sorted in memory, by one process: each of several would read and hash all that is joined,
     * which takes longer where others want the processors, too. A plan is made for the values that are asked for; to compile it
     * takes longer than to run it.
     */
    private static final String SETTINGS = "SELECT set_config('work_mem', '16MB', true),"
            + " set_config('max_parallel_workers_per_gather', '0', true), set_config('plan_cache_mode', 'force_custom_plan', true),"
            + " set_config('jit', 'off', true)";

    private final Sql sql;
    private final Iterable<DeviceColumns> modules;
    private final DeviceTotals totals;
    private final int large;
    private final int counted;
    private final Sample sample;

    @Inject
    DeviceSearch(Sql sql, @Any Instance<DeviceColumns> modules) {
        this(sql, modules, LARGE, COUNTED, SAMPLE);
    }

    DeviceSearch(Sql sql, Iterable<DeviceColumns> modules, int large, int counted, Sample sample) {
        this.sql = sql;
        this.modules = modules;
        this.totals = new DeviceTotals(sql);
        this.large = large;
        this.counted = counted;
        this.sample = sample;
    }

    /**
     * A page.
     *
     * @param rowIds the numbers of its devices in their order
     * @param total how many devices fit in all, or, where that is not exact, at least how many
     */
    record Found(List<Long> rowIds, long total, boolean isExact) {}

    /** 400 where there is no such group. */
    Found find(DeviceFilter filter, DeviceOrder order, Page page) {
        return sql.inTransaction(() -> {
            filter.group().ifPresent(this::requireGroup);
            sql.call(SETTINGS);
            DeviceListSql list = new DeviceListSql(filter, order, modules, sample);
            long all = totals.all();
            if (all > large) {
                return new LargeFleet(sql, totals, list, counted).find(filter, page, all);
            }
            return filter.given().isEmpty()
                    ? new Found(
                            Part.of(page, all).read(part -> sql.list(list.page(part), row -> row.getLong(1))),
                            all,
                            true)
                    : ofSome(list, page);
        });
    }

    /** Those that fit are looked for once, and counted beside. */
    private Found ofSome(DeviceListSql list, Page page) {
        long[] total = {0};
        List<Long> rowIds = sql.list(list.pageAndTotal(page), row -> {
            total[0] = row.getLong(2);
            return row.getLong(1);
        });
        return rowIds.isEmpty() && page.offset() > 0
                ? new Found(
                        rowIds, sql.list(list.total(), row -> row.getLong(1)).get(0), true)
                : new Found(rowIds, total[0], true);
    }

    private void requireGroup(String group) {
        sql.first("SELECT 1 FROM fleet WHERE group_id = ?", row -> true, group)
                .orElseThrow(() -> Problem.invalid("group", "is not the id of a group"));
    }
}
