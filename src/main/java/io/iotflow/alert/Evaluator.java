package io.iotflow.alert;

import io.iotflow.platform.database.Changed;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.task.ApplicationReady;
import io.iotflow.platform.task.ApplicationStopping;
import io.iotflow.platform.task.BackgroundTask;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.telemetry.store.BatchStored;
import io.iotflow.telemetry.store.LogTail;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Judges the log, in turns: each is one transaction that locks the cursor, so that of all nodes one evaluates, and that holds all
 * that comes of a page. What this node knows is good as long as nobody else has taken a turn since; else it is read anew.
 */
@Singleton
class Evaluator {

    private static final int ROWS = 2_000;
    private static final int DEADLINES = 2_000;
    private static final Duration AT_WORK = Duration.ofMillis(50);
    private static final Duration SKIPPING = Duration.ofMillis(200); // without a rule
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final UUID node = UUID.randomUUID();
    private final Sql sql;
    private final CursorStore cursors;
    private final Loader loader;
    private final StateStore states;
    private final AlertWriter alerts;
    private final Silences silences;
    private final LogTail tail;
    private final AlertEvents events;
    private final EvaluationInput input;
    private final BackgroundTask task;
    private final Counter judged;
    private final Counter late;
    private volatile boolean isIdle;
    private volatile long lag;
    private Evaluation evaluation; // null where it must be read
    private boolean isSkipping; // to where the tail begins
    private long skipped; // up to which position
    private long turn;
    private long rules;
    private Instant nextStates = Instant.EPOCH;

    @Inject
    Evaluator(
            Sql sql,
            CursorStore cursors,
            Loader loader,
            StateStore states,
            AlertWriter alerts,
            Silences silences,
            LogTail tail,
            AlertEvents events,
            EvaluationInput input,
            MetricRegistry metrics,
            BackgroundTasks tasks) {
        this.sql = sql;
        this.cursors = cursors;
        this.loader = loader;
        this.states = states;
        this.alerts = alerts;
        this.silences = silences;
        this.tail = tail;
        this.events = events;
        this.input = input;
        this.task =
                tasks.task("alerts", "alerts are not judged now; the log keeps what comes until they are", this::turn);
        this.judged = metrics.counter("iotflow_alert_evaluated");
        this.late = metrics.counter("iotflow_alert_late_readings");
        metrics.gauge("iotflow_alert_evaluation_lag_seconds", this, it -> it.lag);
    }

    void start(@Observes ApplicationReady ready) {
        task.start();
    }

    void stop(@Observes ApplicationStopping stopping) {
        task.close();
    }

    void onStored(@Observes BatchStored batch) {
        if (isIdle) {
            task.wake();
        }
    }

    void onChange(@Observes Changed change) {
        if (change.concerns(RuleStore.TOPIC)) {
            task.wake();
        }
    }

    private Duration turn() {
        return turn(ROWS, Instant.now());
    }

    /** One look at the log, at most so many rows of it; the pause until the next. */
    Duration turn(int rows, Instant now) {
        isIdle = false;
        CursorStore.Cursor cursor = cursors.read();
        if (cursor.isFresh() && !node.equals(cursor.node()) && cursor.node() != null) {
            evaluation = null;
            lag = 0;
            return IDLE; // another one evaluates
        }
        try {
            if (evaluation == null || turn != cursor.turn()) {
                load(cursor);
            }
            return evaluation.book().all().isEmpty() ? skip() : judge(rows, now);
        } catch (RuntimeException | Error e) {
            evaluation = null; // it may be ahead of what is committed
            throw e;
        }
    }

    private void load(CursorStore.Cursor cursor) {
        isSkipping = false;
        nextStates = Instant.EPOCH;
        turn = cursor.turn();
        rules = cursors.rules(); // before they are read
        silences.read();
        evaluation = loader.load(cursor, tail);
        if (cursor.position() < 0) {
            tail.begin();
        } else {
            tail.beginAt(cursor.position());
        }
    }

    /** Without a rule nothing is judged: the cursor goes to the log's end. */
    private Duration skip() {
        if (!isSkipping) {
            tail.begin();
            isSkipping = true;
        }
        if (tail.position().isEmpty()) {
            return AT_WORK;
        }
        isSkipping = false;
        boolean isWritten = sql.inNewTransaction(() -> {
            CursorStore.Cursor locked = cursors.lock().orElse(null);
            if (locked == null || locked.turn() != turn || cursors.rules() != rules) {
                return false; // a rule that was made before what is skipped must not miss it
            }
            writeVoid(locked);
            cursors.write(tail.position().getAsLong(), turn + 1, rules, node, true);
            return true;
        });
        if (!isWritten) {
            evaluation = null;
            return AT_WORK;
        }
        turn++;
        lag = 0;
        boolean hasMoved = tail.position().getAsLong() > skipped;
        skipped = tail.position().getAsLong();
        return hasMoved ? SKIPPING : pause(IDLE); // one look for all that is stored meanwhile
    }

    private Duration judge(int rows, Instant now) {
        LogTail.Page page = tail.next(rows, events::isBetween);
        if (tail.position().isEmpty()) {
            return AT_WORK;
        }
        boolean isCaughtUp = page.isLast() && !tail.isWaiting();
        Result result = new Result();
        boolean isLast = sql.inNewTransaction(() -> take(page.rows(), isCaughtUp, now, result));
        if (evaluation == null) {
            return IDLE;
        }
        turn++;
        judged.inc(page.rows().size());
        late.inc(result.figures().late());
        lag = page.rows().isEmpty()
                ? 0
                : Math.max(
                        0,
                        Duration.between(page.rows().get(0).receivedAt(), now).toSeconds());
        if (!page.isLast() || !isLast) {
            return Duration.ZERO;
        }
        return page.rows().isEmpty() && !tail.isWaiting() ? pause(IDLE) : AT_WORK;
    }

    /** All of a turn, in a transaction; whether the clock has nothing more to do at once. */
    private boolean take(List<LogTail.Row> rows, boolean isCaughtUp, Instant now, Result result) {
        CursorStore.Cursor locked = cursors.lock().orElse(null);
        if (locked == null || locked.turn() != turn) {
            evaluation = null;
            return true;
        }
        long version = cursors.rules(); // after the rows: a rule is older than what was sent after its answer
        if (version != rules) {
            evaluation.use(loader.rules());
            silences.read();
            rules = version;
        }
        boolean isChanged = writeVoid(locked);
        input.bring(evaluation, rows, now, result);
        evaluation.judge(rows, result);
        boolean isLast = true;
        if (isCaughtUp) {
            input.poll(evaluation, now, result);
            isLast = evaluation.pass(now, DEADLINES, result);
        }
        alerts.write(result, turn + 1, silences::include);
        long position = tail.position().getAsLong();
        boolean isDue = isChanged || !now.isBefore(nextStates);
        if (isDue) {
            nextStates = now.plus(states.save(evaluation, position));
        } else {
            states.saveClocked(evaluation, position);
        }
        cursors.write(position, turn + 1, rules, node, isDue);
        return isLast;
    }

    /** What rules that are changed or gone have left; whether there are such. */
    private boolean writeVoid(CursorStore.Cursor locked) {
        if (locked.rules() == rules) {
            return false;
        }
        alerts.clearVoid(turn + 1);
        states.deleteVoid();
        return true;
    }

    private Duration pause(Duration pause) {
        isIdle = true;
        return pause;
    }
}
