package io.iotflow.device;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.web.Page;
import java.util.List;
import java.util.OptionalLong;

/**
 * One list of a large fleet. What takes long there is to sort and count all that fit. So a bounded number of those that fit is
 * looked for first, in no order. Where that is all of them, they are sorted and counted. Where it is not, many fit, and the page
 * is found soon by reading the list in its order: every fiftieth device fits, or more. Then the total is a lower bound, unless
 * it is known otherwise.
 */
final class LargeFleet {

    /** How many devices are looked at for a page: of so many enough fit where every fiftieth does. */
    private static final int LOOKED_AT = 8_000;

    private static final int MOST_LOOKED_AT = 64_000;

    /** Few devices are looked up one by one: that all rows are in memory, as they mostly are, PostgreSQL does not know. */
    private static final String FEW = "SELECT set_config('enable_seqscan', 'off', true)";

    private final Sql sql;
    private final DeviceTotals totals;
    private final DeviceListSql list;
    private final int counted;

    LargeFleet(Sql sql, DeviceTotals totals, DeviceListSql list, int counted) {
        this.sql = sql;
        this.totals = totals;
        this.list = list;
        this.counted = counted;
    }

    DeviceSearch.Found find(DeviceFilter filter, Page page, long all) {
        if (filter.given().isEmpty()) {
            return new DeviceSearch.Found(Part.of(page, all).read(part -> ids(list.listed(part))), all, true);
        }
        OptionalLong exact = totals.of(filter);
        if (exact.isEmpty() || exact.getAsLong() <= counted) {
            List<Long> found = ids(list.found(counted + 1));
            if (found.size() <= counted) {
                sql.call(FEW);
                return new DeviceSearch.Found(ids(list.among(found.toArray(Long[]::new), page)), found.size(), true);
            }
        }
        return exact.isPresent()
                ? new DeviceSearch.Found(ofMany(Part.of(page, exact.getAsLong())), exact.getAsLong(), true)
                : atLeast(page);
    }

    /** The page and one device more, which says whether it is the last one. */
    private DeviceSearch.Found atLeast(Page page) {
        List<Long> rowIds = ofMany(new Part(false, page.offset(), page.size() + 1));
        long total = rowIds.isEmpty() ? counted : Math.max(counted, page.offset() + rowIds.size());
        return new DeviceSearch.Found(rowIds.subList(0, Math.min(page.size(), rowIds.size())), total, false);
    }

    private List<Long> ofMany(Part part) {
        if (list.isOfRegistry()) {
            return part.read(it -> ids(list.page(it)));
        }
        return part.read(it -> {
            long first = Math.max(LOOKED_AT, 8L * (it.offset() + it.size()));
            if (first <= MOST_LOOKED_AT) {
                List<Long> listed = ids(list.listed(new Part(it.isFromEnd(), 0, (int) first)));
                List<Long> found = ids(list.fittingOf(listed.toArray(Long[]::new), it));
                if (found.size() == it.size() || listed.size() < first) {
                    return found;
                }
            }
            return ids(list.page(it));
        });
    }

    private List<Long> ids(SqlText query) {
        return sql.list(query, row -> row.getLong(1));
    }
}
