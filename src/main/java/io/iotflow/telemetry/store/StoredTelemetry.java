package io.iotflow.telemetry.store;

import io.iotflow.platform.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.hibernate.Session;

/** Reads the log back, and deletes from it. */
@ApplicationScoped
@Transactional
public class StoredTelemetry {

    /** The furthest that {@link #newest(Filter, int, int)} skips; beyond it a cursor is the way. */
    public static final int MAX_SKIPPED = 100_000;

    private static final String LATEST = """
            SELECT DISTINCT ON (measurement, key) time, measurement, jsonb_build_object(key, value), tags
            FROM telemetry CROSS JOIN LATERAL jsonb_each(fields) %s
            ORDER BY measurement, key, time DESC""";

    @PersistenceContext(unitName = "iotflow")
    private EntityManager entities;

    private final NewestFirst newestFirst;
    private final TelemetryDeletion erasure;

    protected StoredTelemetry() { // CDI proxy
        this(null, null);
    }

    @Inject
    StoredTelemetry(NewestFirst newestFirst, TelemetryDeletion erasure) {
        this.newestFirst = newestFirst;
        this.erasure = erasure;
    }

    /** Which rows: a device's, from start (inclusive) to stop (exclusive), of one measurement or all. */
    public record Selection(long device, Instant start, Instant stop, Optional<String> measurement) {

        String where() {
            String ofDevice = "WHERE device = ? AND time >= ? AND time < ?";
            return measurement.isPresent() ? ofDevice + " AND measurement = ?" : ofDevice;
        }

        /** Binds the parameters of {@link #where}; returns the index of the next one. */
        int bind(PreparedStatement statement) throws SQLException {
            return bind(statement, 1);
        }

        /** The same where they are not the statement's first. */
        int bind(PreparedStatement statement, int index) throws SQLException {
            int i = index;
            statement.setLong(i++, device);
            statement.setObject(i++, utc(start));
            statement.setObject(i++, utc(stop));
            if (measurement.isPresent()) {
                statement.setString(i++, measurement.get());
            }
            return i;
        }

        static OffsetDateTime utc(Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
    }

    /** Which messages: of one device (by row number) or all, of one measurement or all, of a time since or all. */
    public record Filter(OptionalLong device, Optional<String> measurement, Optional<Instant> since) {}

    /**
     * Messages, newest first.
     *
     * @param nextCursor where the next page begins; empty at the end. Across devices a page with a filter may be short,
     *     or empty, and still have a next one: only so many rows are searched for one page
     */
    public record Page(List<StoredMessage> messages, Optional<String> nextCursor) {}

    /** How many messages, or, where that is not exact, at least how many. */
    public record Count(long messages, boolean exact) {}

    /** For every measurement and field its newest row. */
    public List<StoredPoint> latest(Selection selection) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement query = connection.prepareStatement(LATEST.formatted(selection.where()))) {
                selection.bind(query);
                try (ResultSet rows = query.executeQuery()) {
                    return StoredPoint.all(rows);
                }
            }
        });
    }

    /**
     * A page that begins after {@code cursor}, or with the newest message. Of one device by the messages' time, across
     * devices by their arrival.
     *
     * @throws Problem 400 when the cursor is none of this list
     */
    public Page newest(Filter filter, int limit, Optional<String> cursor) {
        return newestFirst.page(filter, limit, 0, cursor);
    }

    /**
     * The same, after skipping so many messages, at most {@link #MOST_SKIPPED}.
     *
     * @throws Problem 400 when it is more
     */
    public Page newest(Filter filter, int limit, int offset) {
        if (offset < 0 || offset > MAX_SKIPPED) {
            throw Problem.invalid(
                    "offset", "must be 0 to " + MAX_SKIPPED + "; go further with the cursor that each page gives");
        }
        return newestFirst.page(filter, limit, offset, Optional.empty());
    }

    /** How many messages there are: exact without a filter beside the device; with one up to 10,000. */
    public Count count(Filter filter) {
        return newestFirst.count(filter);
    }

    /**
     * Deletes a selection, oldest first and in pieces, so that it may be large: when it fails, part of it is gone, and it
     * can be called again. Returns how many rows there were.
     */
    @Transactional(TxType.NOT_SUPPORTED)
    public int delete(Selection selection) {
        int deleted = 0;
        Optional<Instant> start = Optional.of(selection.start());
        while (start.isPresent()) {
            TelemetryDeletion.Piece piece = erasure.deleteOldest(
                    new Selection(selection.device(), start.get(), selection.stop(), selection.measurement()));
            deleted += piece.rows();
            start = piece.next();
        }
        return deleted;
    }
}
