package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import io.iotflow.telemetry.store.StoredTelemetry.Count;
import io.iotflow.telemetry.store.StoredTelemetry.Filter;
import io.iotflow.telemetry.store.StoredTelemetry.Page;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Pages of the log, newest first, without ever reading all of it. Of one device the index of identities gives the order.
 * Across devices it is the order of arrival, by the primary key; there no index knows a type or a time, so at most
 * {@link #SEARCHED} rows are looked at for one answer, and a page that found less says where to go on.
 */
@Dependent
class NewestFirst {

    static final int SEARCHED = 30_000;
    static final int COUNTED = 10_000;

    private final Sql sql;
    private final TelemetryCounts counts;
    private final Duration maxFuture;

    @Inject
    NewestFirst(
            Sql sql,
            TelemetryCounts counts,
            @ConfigProperty(name = "iotflow.telemetry.max.future") Duration maxFuture) {
        this.sql = sql;
        this.counts = counts;
        this.maxFuture = maxFuture;
    }

    Page page(Filter filter, int limit, int offset, Optional<String> cursor) {
        return filter.deviceRowId().isPresent()
                ? ofDevice(filter, limit, offset, cursor.map(MessageCursor.OfDevice::parse))
                : across(filter, limit, offset, cursor.map(MessageCursor.Across::parse));
    }

    private Page ofDevice(Filter filter, int limit, int offset, Optional<MessageCursor.OfDevice> after) {
        SqlText query =
                new SqlText("SELECT " + StoredMessage.COLUMNS + ", log.series, log.version" + StoredMessage.FROM);
        where(query, filter);
        // The first condition says nothing new, but it is the one by which partitions are left out.
        after.ifPresent(it -> query.and("log.time <= ?", it.micros())
                .and(
                        "(log.time, log.nanos, log.series, log.version) < (?, ?, ?, ?)",
                        it.micros(),
                        it.nanos(),
                        it.series(),
                        it.version()));
        query.add(
                " ORDER BY log.time DESC, log.nanos DESC, log.series DESC, log.version DESC LIMIT ? OFFSET ?",
                limit + 1,
                offset);
        return sql.read(query, rows -> page(rows, limit));
    }

    private static Page page(ResultSet rows, int limit) throws SQLException {
        List<StoredMessage> found = new ArrayList<>();
        String last = null;
        while (rows.next()) {
            if (found.size() == limit) {
                return new Page(found, Optional.ofNullable(last));
            }
            StoredMessage message = StoredMessage.of(rows);
            found.add(message);
            last = new MessageCursor.OfDevice(message.time(), rows.getInt(8), rows.getInt(9)).text();
        }
        return new Page(found, Optional.empty());
    }

    private Page across(Filter filter, int limit, int offset, Optional<MessageCursor.Across> after) {
        long before = after.map(MessageCursor.Across::id).orElse(Long.MAX_VALUE);
        int searched = SEARCHED + offset + limit;
        SqlText query = new SqlText("SELECT " + StoredMessage.COLUMNS + " FROM ");
        newest(query, filter, before, searched);
        query.add(" JOIN series ON series.id = log.series");
        where(query, filter);
        query.add(" ORDER BY log.id DESC LIMIT ? OFFSET ?", limit + 1, offset);
        List<StoredMessage> found = sql.read(query, StoredMessage::all);
        boolean isMore = found.size() > limit;
        Optional<Long> next = isMore ? Optional.of(found.get(limit - 1).id()) : endOfSearch(filter, before, searched);
        return new Page(isMore ? found.subList(0, limit) : found, next.map(it -> new MessageCursor.Across(it).text()));
    }

    Count count(Filter filter) {
        if (filter.measurement().isEmpty() && filter.since().isEmpty()) {
            long all = filter.deviceRowId().isPresent()
                    ? counts.ofDevice(filter.deviceRowId().getAsLong())
                    : counts.total();
            return new Count(all, true);
        }
        SqlText query = new SqlText("SELECT count(*) FROM (SELECT 1 FROM ");
        if (filter.deviceRowId().isPresent()) {
            query.add("telemetry log");
        } else {
            newest(query, filter, Long.MAX_VALUE, SEARCHED);
        }
        query.add(" JOIN series ON series.id = log.series");
        where(query, filter);
        query.add(" LIMIT ?) AS found", COUNTED + 1);
        long found = sql.list(query, row -> row.getLong(1)).get(0);
        boolean isExact = found <= COUNTED
                && (filter.deviceRowId().isPresent()
                        || endOfSearch(filter, Long.MAX_VALUE, SEARCHED).isEmpty());
        return new Count(Math.min(found, COUNTED), isExact);
    }

    /** The newest rows of all devices, so many; a subquery that is read only as far as its reader goes. */
    private void newest(SqlText query, Filter filter, long before, int searched) {
        query.add(
                "(SELECT * FROM telemetry WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?) AS log",
                floor(filter),
                before,
                searched);
    }

    /** The id of the last row that was looked at, where there are rows behind it. */
    private Optional<Long> endOfSearch(Filter filter, long before, int searched) {
        SqlText query = new SqlText("SELECT id FROM telemetry WHERE ");
        query.add("id >= ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT 2", floor(filter), before, searched - 1);
        List<Long> lastAndNext = sql.list(query, row -> row.getLong(1));
        return lastAndNext.size() < 2 ? Optional.empty() : Optional.of(lastAndNext.get(0));
    }

    /** A message is at most so far ahead of its arrival: what arrived before that is older than requested. */
    private long floor(Filter filter) {
        return filter.since()
                .map(it -> counts.firstIdSince(it.minus(maxFuture)))
                .orElse(0L);
    }

    private static void where(SqlText query, Filter filter) {
        query.add(" WHERE true");
        filter.deviceRowId().ifPresent(it -> query.and("log.device = ?", it));
        filter.measurement().ifPresent(it -> query.and("series.measurement = ?", it));
        filter.since().ifPresent(it -> query.and("log.time >= ?", it));
    }
}
