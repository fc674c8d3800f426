package io.iotflow.alert;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rows of what rules remember. */
@Dependent
class StateStore {

    private static final int AT_ONCE = 5_000;
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration AT_LEAST_EVERY = Duration.ofSeconds(30);
    private static final int SHARE = 10; // of the time, one part

    private static final String SAVE = """
            INSERT INTO alert_state AS known (rule, device, version, position, state)
            SELECT r.id, d.id, row.version, ?, row.state
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::text[]) AS row (rule, device, version, state)
            JOIN alert_rule r ON r.id = row.rule JOIN device d ON d.id = row.device
            ORDER BY 1, 2
            ON CONFLICT (rule, device) DO UPDATE
            SET version = excluded.version, position = excluded.position, state = excluded.state""";

    private static final String DELETE = """
            DELETE FROM alert_state USING unnest(?::bigint[], ?::bigint[]) AS row (rule, device)
            WHERE alert_state.rule = row.rule AND alert_state.device = row.device""";

    private static final String SAVE_NEWEST = """
            INSERT INTO alert_newest (device, measurement, newest)
            SELECT d.id, row.measurement, row.newest
            FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS row (device, measurement, newest)
            JOIN device d ON d.id = row.device
            ORDER BY 1, 2
            ON CONFLICT (device, measurement) DO UPDATE SET newest = excluded.newest""";

    private static final String VOID = """
            DELETE FROM alert_state USING alert_rule r
            WHERE r.id = alert_state.rule AND (r.version <> alert_state.version OR NOT r.enabled)""";

    private final Sql sql;

    @Inject
    StateStore(Sql sql) {
        this.sql = sql;
    }

    private record State(Pair pair, long version, String text) {}

    /** Stores what only the clock could make once more, in the caller's transaction: it is as of this position. */
    void saveClocked(Evaluation evaluation, long position) {
        save(evaluation, evaluation.memories().takeClocked(), position);
    }

    /** Stores all that changed since the last time; in which time it is to be stored again. */
    Duration save(Evaluation evaluation, long position) {
        long begun = System.nanoTime();
        save(evaluation, evaluation.memories().takeChanged(), position);
        saveNewest(evaluation);
        return pauseAfter(Duration.ofNanos(System.nanoTime() - begun));
    }

    /** What is much takes long, and must not hold up the judging; but who takes over judges again what came since. */
    static Duration pauseAfter(Duration taken) {
        Duration share = taken.multipliedBy(SHARE);
        if (share.compareTo(EVERY) < 0) {
            return EVERY;
        }
        return share.compareTo(AT_LEAST_EVERY) < 0 ? share : AT_LEAST_EVERY;
    }

    private void save(Evaluation evaluation, List<Pair> pairs, long position) {
        List<State> kept = new ArrayList<>();
        List<Pair> gone = new ArrayList<>();
        for (Pair pair : pairs) {
            Memory memory = evaluation.memories().get(pair);
            Rule rule = evaluation.book().byId(pair.rule());
            if (memory != null && rule != null) {
                kept.add(new State(pair, rule.version(), memory.text()));
            } else {
                gone.add(pair);
            }
        }
        parts(gone).forEach(it -> sql.update(DELETE, Columns.longs(it, Pair::rule), Columns.longs(it, Pair::device)));
        parts(kept)
                .forEach(it -> sql.update(
                        SAVE,
                        position,
                        Columns.longs(it, state -> state.pair().rule()),
                        Columns.longs(it, state -> state.pair().device()),
                        Columns.longs(it, State::version),
                        Columns.texts(it, State::text)));
    }

    private void saveNewest(Evaluation evaluation) {
        parts(List.copyOf(evaluation.newest().takeChanged().entrySet()))
                .forEach(it -> sql.update(
                        SAVE_NEWEST,
                        Columns.longs(it, row -> row.getKey().device()),
                        Columns.texts(it, row -> row.getKey().measurement()),
                        Columns.longs(it, row -> row.getValue())));
    }

    private static <T> List<List<T>> parts(List<T> all) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            parts.add(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
        }
        return parts;
    }

    /** Deletes what rules remember that are disabled, or judge something else now. */
    void deleteVoid() {
        sql.update(VOID);
    }

    /** Puts everything that is stored of these rules and devices into an evaluation. */
    void load(Evaluation evaluation) {
        sql.read("SELECT rule, device, version, state, position FROM alert_state", rows -> {
            while (rows.next()) {
                Rule rule = evaluation.book().byId(rows.getLong(1));
                KnownDevice device = evaluation.device(rows.getLong(2));
                if (rule != null && device != null && rule.version() == rows.getLong(3) && rule.isFor(device)) {
                    Memory memory = Memory.of(rows.getString(4));
                    memory.position = rows.getLong(5);
                    evaluation.memories().put(new Pair(rule.id(), device.rowId()), memory);
                }
            }
            return null;
        });
        sql.read("SELECT device, measurement, newest FROM alert_newest", rows -> {
            while (rows.next()) {
                evaluation.newest().put(new NewestTimes.Series(rows.getLong(1), rows.getString(2)), rows.getLong(3));
            }
            return null;
        });
    }
}
