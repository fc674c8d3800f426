package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.platform.database.SqlText;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What the log has of some devices, in the order in which a rule would have judged it. */
@Dependent
public class JudgedHistory {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FETCHED = 1_000;

    private final Sql sql;

    @Inject
    public JudgedHistory(Sql sql) {
        this.sql = sql;
    }

    /**
     * Which messages.
     *
     * @param measurement null for every one
     * @param start of the devices' time, inclusive
     * @param stop exclusive
     * @param byArrival in the order in which they came, rather than in that of the devices' time
     */
    public record Wanted(long[] devices, String measurement, Instant start, Instant stop, boolean byArrival) {}

    /** Reads at most so many; returns how many there were. It takes half a minute at most. */
    public int read(Wanted wanted, int most, Consumer<List<LogTail.Row>> into) {
        SqlText query = new SqlText(LogTail.COLUMNS)
                .add(
                        " FROM telemetry log JOIN series ON series.id = log.series JOIN device ON device.id = log.device"
                                + " WHERE log.device = ANY (?) AND log.time >= ? AND log.time < ?",
                        wanted.devices(),
                        wanted.start(),
                        wanted.stop());
        if (wanted.measurement() != null) {
            query.and("series.measurement = ?", wanted.measurement());
        }
        query.add(wanted.byArrival() ? " ORDER BY log.received_at, log.id" : " ORDER BY log.time, log.nanos, log.id");
        query.add(" LIMIT ?", most);
        // In a transaction: only there the driver reads some rows at a time.
        return sql.inNewTransaction(() -> sql.within(TIMEOUT, FETCHED).read(query, rows -> {
            int count = 0;
            List<LogTail.Row> some = new ArrayList<>();
            while (rows.next()) {
                some.add(LogTail.row(rows));
                count++;
                if (some.size() == FETCHED) {
                    into.accept(some);
                    some = new ArrayList<>();
                }
            }
            into.accept(some);
            return count;
        }));
    }
}
