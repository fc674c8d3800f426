package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.quarantine.Quarantine;
import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import io.iotflow.telemetry.store.FieldsRefused.Conflict;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/** One transaction: the rows of a batch, its new fields and series, its outbox row, and its refusals. */
@Dependent
class LogWriter {

    private static final Logger LOG = Logger.getLogger(LogWriter.class.getName());
    private static final int AFTER_A_KNOWN_ONE = 20;

    private final Sql sql;
    private final FieldTypes types;
    private final SeriesRegistry series;
    private final NewRows newRows;
    private final LogRows rows;
    private final KnownPoints knownPoints;
    private final Quarantine quarantine;
    private final MessageFlow flow;
    private final Event<StatusesReported> reported;
    private final RecentBatches recent;
    private final boolean forwarding;
    private final AtomicInteger batchesWithKnown = new AtomicInteger(); // how many more may have known points

    @Inject
    LogWriter(
            Sql sql,
            FieldTypes types,
            SeriesRegistry series,
            NewRows newRows,
            LogRows rows,
            KnownPoints knownPoints,
            Quarantine quarantine,
            MessageFlow flow,
            Event<StatusesReported> reported,
            RecentBatches recent,
            TelemetryLogSettings settings) {
        this.sql = sql;
        this.types = types;
        this.series = series;
        this.newRows = newRows;
        this.rows = rows;
        this.knownPoints = knownPoints;
        this.quarantine = quarantine;
        this.flow = flow;
        this.reported = reported;
        this.recent = recent;
        this.forwarding = settings.forwarding;
    }

    /** Takes the points for new, unless some were not a moment ago: what is delivered again comes in bursts. */
    public Written write(List<Upload> uploads) {
        if (batchesWithKnown.getAndUpdate(it -> Math.max(0, it - 1)) == 0) {
            try {
                return write(uploads, newRows::insert);
            } catch (PointsKnown known) {
                LOG.log(Level.FINE, known, () -> "a batch has points that are in the log already");
                batchesWithKnown.set(AFTER_A_KNOWN_ONE);
            }
        }
        return write(uploads, rows::insert);
    }

    private Written write(List<Upload> uploads, Insert insert) {
        try {
            return sql.inNewTransaction(() -> writeAll(uploads, message -> false, insert));
        } catch (PointsFull full) {
            return sql.inNewTransaction(() -> writeAll(uploads, full::concerns, insert));
        }
    }

    /** Inserts a batch's points. */
    private interface Insert {
        LogRows.Inserted of(List<LogRow> points);
    }

    private Written writeAll(List<Upload> uploads, Predicate<TelemetryMessage> withoutRoom, Insert insert) {
        Map<CompletableFuture<List<Long>>, RuntimeException> refused = new HashMap<>();
        List<Upload> withRoom = withRoom(uploads, withoutRoom, refused);
        FieldTypes.Judgement ofFields = types.judge(withRoom);
        SeriesRegistry.Judgement ofSeries = series.judge(ofFields.uploads());
        refused.putAll(ofFields.refused());
        refused.putAll(ofSeries.refused());
        releaseQuarantined(ofSeries.uploads()).forEach(it -> refused.put(it.committed(), new NotInQuarantine()));
        List<Upload> stored = refused.isEmpty()
                ? ofSeries.uploads()
                : ofSeries.uploads().stream()
                        .filter(it -> !refused.containsKey(it.committed()))
                        .toList();
        Batch batch = Batch.of(stored, ofSeries.ids());
        List<Refusal> refusals =
                stored.stream().flatMap(it -> it.refusals().stream()).toList();
        if (!refusals.isEmpty()) {
            quarantine.keep(refusals);
        }
        BatchIds ids = insert(batch, insert);
        report(stored);
        count(batch, ids, refusals.size());
        return new Written(ids, batch, stored, refused, () -> {
            ofFields.onCommit().run();
            ofSeries.onCommit().run();
            if (forwarding && ids.areAllNew()) {
                recent.add(ids.inserted(), batch.storedPoints());
            }
        });
    }

    private static List<Upload> withRoom(
            List<Upload> uploads,
            Predicate<TelemetryMessage> withoutRoom,
            Map<CompletableFuture<List<Long>>, RuntimeException> refused) {
        for (Upload upload : uploads) {
            List<Conflict> conflicts = IntStream.range(0, upload.messages().size())
                    .filter(it -> withoutRoom.test(upload.messages().get(it)))
                    .mapToObj(it -> Conflict.ofMessage(
                            it,
                            "timestamp",
                            Reason.BAD_TIMESTAMP,
                            "is that of " + KnownPoints.MAX_VERSIONS
                                    + " other messages of this series: set the device's clock, or send a finer time"))
                    .toList();
            if (!conflicts.isEmpty()) {
                refused.put(upload.committed(), new FieldsRefused(conflicts));
            }
        }
        return refused.isEmpty()
                ? uploads
                : uploads.stream()
                        .filter(it -> !refused.containsKey(it.committed()))
                        .toList();
    }

    /**
     * Takes what is replayed out of the quarantine; returns what is not there (any more) and must not be stored again. Two
     * may replay one message at once, and both be in this batch: the first one has it.
     */
    private List<Upload> releaseQuarantined(List<Upload> uploads) {
        List<Upload> replayed =
                uploads.stream().filter(it -> it.quarantined() != 0).toList();
        if (replayed.isEmpty()) {
            return List.of();
        }
        Set<Long> released = new HashSet<>(
                quarantine.release(replayed.stream().map(Upload::quarantined).toList()));
        return replayed.stream()
                .filter(it -> !released.remove(it.quarantined()))
                .toList();
    }

    /** Tells of the answers to commands; of every one, though two with one time are one row. */
    private void report(List<Upload> batch) {
        List<StatusReported> reports = new ArrayList<>(0);
        for (Upload upload : batch) {
            for (TelemetryMessage message : upload.messages()) {
                if (message.answersACommand()) {
                    reports.add(message.status());
                }
            }
        }
        if (!reports.isEmpty()) {
            reported.fire(new StatusesReported(reports));
        }
    }

    private void count(Batch batch, BatchIds ids, long refusals) {
        long rows = ids.newRows(batch);
        flow.count(Map.of(
                Flow.RECEIVED,
                batch.messages() + refusals,
                Flow.REFUSED,
                refusals,
                Flow.ROWS,
                rows,
                Flow.REPEATS,
                batch.messages() - rows,
                Flow.QUEUED,
                forwarding ? rows : 0));
    }

    private BatchIds insert(Batch batch, Insert insert) {
        if (batch.points().isEmpty()) {
            return BatchIds.NONE;
        }
        LogRows.Inserted inserted = insert.of(batch.points());
        List<LogRow> known = new ArrayList<>(inserted.rest());
        known.addAll(batch.others());
        return known.isEmpty()
                ? new BatchIds(inserted, Map.of(), true)
                : new BatchIds(inserted, knownPoints.settle(inserted.firstId(), known), false);
    }

    /**
     * A committed batch.
     *
     * @param stored what of it is stored
     * @param refused why the rest is not, by what it completes with
     * @param onCommit to be run once
     */
    record Written(
            BatchIds ids,
            Batch batch,
            List<Upload> stored,
            Map<CompletableFuture<List<Long>>, RuntimeException> refused,
            Runnable onCommit) {

        /** How many rows are new. */
        int rows() {
            return Math.toIntExact(ids.newRows(batch));
        }

        /** Tells every sender which ids its messages got, or why none. */
        void acknowledge() {
            refused.forEach(CompletableFuture::completeExceptionally);
            int first = 0; // the messages of the batch are those of its uploads, in their order
            for (Upload upload : stored) {
                upload.asStored().accept(upload.messages());
                int end = first + upload.messages().size();
                upload.committed()
                        .complete(IntStream.range(first, end)
                                .mapToObj(it -> ids.of(batch.place(it)))
                                .toList());
                first = end;
            }
        }
    }
}
