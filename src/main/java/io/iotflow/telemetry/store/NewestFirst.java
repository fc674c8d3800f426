package io.iotflow.telemetry.store;

import io.iotflow.telemetry.store.StoredTelemetry.Count;
import io.iotflow.telemetry.store.StoredTelemetry.Filter;
import io.iotflow.telemetry.store.StoredTelemetry.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

/**
 * Pages of the log, newest first, without ever reading all of it. Of one device the index of identities gives the order.
 * Across devices it is the order of arrival, by the primary key; there no index knows a type or a time, so at most
 * {@link #SEARCHED} rows are looked at for one answer, and a page that found less says where to go on.
 */
@ApplicationScoped
class NewestFirst {

    static final int SEARCHED = 30_000;
    static final int COUNTED = 10_000;

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    private final TelemetryCounts counts;
    private final Duration maxFuture;

    protected NewestFirst() { // CDI proxy
        this.counts = null;
        this.maxFuture = null;
    }

    @Inject
    NewestFirst(TelemetryCounts counts, @ConfigProperty(name = "iotflow.telemetry.max.future") Duration maxFuture) {
        this.counts = counts;
        this.maxFuture = maxFuture;
    }

    Page page(Filter filter, int limit, int offset, Optional<String> cursor) {
        return filter.device().isPresent()
                ? ofDevice(filter, limit, offset, cursor.map(MessageCursor.OfDevice::parse))
                : across(filter, limit, offset, cursor.map(MessageCursor.Across::parse));
    }

    private Page ofDevice(Filter filter, int limit, int offset, Optional<MessageCursor.OfDevice> after) {
        Sql sql = new Sql("SELECT " + StoredMessage.COLUMNS + " FROM telemetry");
        where(sql, filter);
        // The first condition says nothing new, but it is the one by which partitions are left out.
        after.ifPresent(
                it -> sql.and("time <= ?", it.time()).and("(time, measurement) < (?, ?)", it.time(), it.measurement()));
        sql.add(" ORDER BY time DESC, measurement DESC LIMIT ? OFFSET ?", limit + 1, offset);
        List<StoredMessage> found = query(sql, StoredMessage::all);
        if (found.size() <= limit) {
            return new Page(found, Optional.empty());
        }
        StoredMessage last = found.get(limit - 1);
        return new Page(
                found.subList(0, limit),
                Optional.of(new MessageCursor.OfDevice(last.time(), last.measurement()).text()));
    }

    private Page across(Filter filter, int limit, int offset, Optional<MessageCursor.Across> after) {
        long before = after.map(MessageCursor.Across::id).orElse(Long.MAX_VALUE);
        int searched = SEARCHED + offset + limit;
        Sql sql = new Sql("SELECT " + StoredMessage.COLUMNS + " FROM ");
        newest(sql, filter, before, searched);
        where(sql, filter);
        sql.add(" ORDER BY id DESC LIMIT ? OFFSET ?", limit + 1, offset);
        List<StoredMessage> found = query(sql, StoredMessage::all);
        boolean isMore = found.size() > limit;
        Optional<Long> next = isMore ? Optional.of(found.get(limit - 1).id()) : endOfSearch(filter, before, searched);
        return new Page(isMore ? found.subList(0, limit) : found, next.map(it -> new MessageCursor.Across(it).text()));
    }

    Count count(Filter filter) {
        if (filter.measurement().isEmpty() && filter.since().isEmpty()) {
            long all = filter.device().isPresent()
                    ? counts.ofDevice(filter.device().getAsLong())
                    : counts.total();
            return new Count(all, true);
        }
        Sql sql = new Sql("SELECT count(*) FROM (SELECT 1 FROM ");
        if (filter.device().isPresent()) {
            sql.add("telemetry");
        } else {
            newest(sql, filter, Long.MAX_VALUE, SEARCHED);
        }
        where(sql, filter);
        sql.add(" LIMIT ?) AS found", COUNTED + 1);
        long found = query(sql, NewestFirst::number);
        boolean isExact = found <= COUNTED
                && (filter.device().isPresent()
                        || endOfSearch(filter, Long.MAX_VALUE, SEARCHED).isEmpty());
        return new Count(Math.min(found, COUNTED), isExact);
    }

    /** The newest rows of all devices, so many; a subquery that is read only as far as its reader goes. */
    private void newest(Sql sql, Filter filter, long before, int searched) {
        sql.add(
                "(SELECT * FROM telemetry WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?) AS newest",
                floor(filter),
                before,
                searched);
    }

    /** The id of the last row that was looked at, where there are rows behind it. */
    private Optional<Long> endOfSearch(Filter filter, long before, int searched) {
        Sql sql = new Sql("SELECT id FROM telemetry WHERE ");
        sql.add("id >= ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT 2", floor(filter), before, searched - 1);
        return query(sql, rows -> {
            Optional<Long> last = rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            return last.filter(it -> isMore(rows));
        });
    }

    private static boolean isMore(ResultSet rows) {
        try {
            return rows.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A message is at most so far ahead of its arrival: what arrived before that is older than asked. */
    private long floor(Filter filter) {
        return filter.since()
                .map(it -> counts.firstIdSince(it.minus(maxFuture)))
                .orElse(0L);
    }

    private static void where(Sql sql, Filter filter) {
        sql.add(" WHERE true");
        filter.device().ifPresent(it -> sql.and("device = ?", it));
        filter.measurement().ifPresent(it -> sql.and("measurement = ?", it));
        filter.since().ifPresent(it -> sql.and("time >= ?", it));
    }

    private static long number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }

    private <T> T query(Sql sql, Rows<T> rows) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql.text.toString())) {
                for (int i = 0; i < sql.parameters.size(); i++) {
                    statement.setObject(i + 1, sql.parameters.get(i));
                }
                try (ResultSet result = statement.executeQuery()) {
                    return rows.read(result);
                }
            }
        });
    }

    private interface Rows<T> {
        T read(ResultSet rows) throws SQLException;
    }

    /** A statement as it grows: our own text, and the parameters beside it. */
    private static final class Sql {

        private final StringBuilder text;
        private final List<Object> parameters = new ArrayList<>();

        Sql(String text) {
            this.text = new StringBuilder(text);
        }

        Sql and(String condition, Object... values) {
            add(" AND " + condition, values);
            return this;
        }

        void add(String more, Object... values) {
            text.append(more);
            for (Object value : values) {
                parameters.add(value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
            }
        }
    }
}
