package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Quarantine;
import io.iotflow.quarantine.Refusal;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** One transaction: the rows of a batch, its new fields, its outbox row, and its refusals. */
@Dependent
class LogWriter {

    /**
     * The whole batch in one round trip. A repeated delivery keeps the first one's tags, so that it hits the same series
     * in InfluxDB, and moves to the new batch's ids, so that the new outbox row covers it. It keeps the first one's
     * received_at, too, and is not counted again: when it is deleted it must be taken from the minute that it was added
     * to. (Of a partitioned table xmax, which would tell a new row without a column, cannot be returned.)
     */
    private static final String INSERT = """
            WITH batch AS (SELECT nextval('telemetry_id') AS first),
            stored AS (
                INSERT INTO telemetry AS log (id, device, time, measurement, fields, tags, extra, received_at)
                SELECT batch.first + n - 1, device, timestamptz 'epoch' + micros * interval '1 microsecond', measurement,
                       fields::jsonb, tags::jsonb, extra::json,
                       timestamptz 'epoch' + received * interval '1 microsecond'
                FROM batch, unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                     WITH ORDINALITY AS row (device, micros, measurement, fields, tags, extra, received, n)
                ORDER BY device, micros, measurement
                ON CONFLICT ON CONSTRAINT telemetry_identity DO UPDATE
                SET id = excluded.id, fields = log.fields || excluded.fields,
                    extra = coalesce(excluded.extra, log.extra), repeated = true
                RETURNING device, received_at, NOT log.repeated AS is_new),
            counted AS (
                SELECT date_bin('1 minute', received_at, timestamptz 'epoch') AS minute, device, count(*)::integer AS rows
                FROM stored WHERE is_new GROUP BY 1, 2),
            added AS (
                INSERT INTO telemetry_tally (minute, first_id, messages, devices, counts)
                SELECT minute, batch.first, sum(rows), array_agg(device), array_agg(rows)
                FROM counted, batch GROUP BY minute, batch.first),
            forwarded AS (
                INSERT INTO outbox (first_id, last_id, points, weight, oldest, newest)
                SELECT first, first + ? - 1, ?, ?, ?, ? FROM batch WHERE ?)
            SELECT first FROM batch""";

    private static final Comparator<TelemetryMessage> BY_TIME = Comparator.comparing(TelemetryMessage::time);

    private final Sql sql;
    private final FieldTypes types;
    private final Quarantine quarantine;
    private final Event<StatusesReported> reported;
    private final boolean forwarding;

    @Inject
    LogWriter(
            Sql sql,
            FieldTypes types,
            Quarantine quarantine,
            Event<StatusesReported> reported,
            TelemetryLogSettings settings) {
        this.sql = sql;
        this.types = types;
        this.quarantine = quarantine;
        this.reported = reported;
        this.forwarding = settings.forwarding;
    }

    @Timed(name = "iotflow_commit", absolute = true, description = "Time of one group commit")
    public Written write(List<Upload> uploads) {
        return sql.inNewTransaction(() -> writeAll(uploads));
    }

    private Written writeAll(List<Upload> uploads) {
        FieldTypes.Judgement judgement = types.judge(uploads);
        Map<CompletableFuture<List<Long>>, RuntimeException> refused = new HashMap<>(judgement.refused());
        releaseQuarantined(judgement.uploads()).forEach(it -> refused.put(it.committed(), new NotInQuarantine()));
        List<Upload> batch = refused.isEmpty()
                ? judgement.uploads()
                : judgement.uploads().stream()
                        .filter(it -> !refused.containsKey(it.committed()))
                        .toList();
        MergedBatch merged = MergedBatch.of(batch);
        List<Refusal> refusals =
                batch.stream().flatMap(it -> it.refusals().stream()).toList();
        if (!refusals.isEmpty()) {
            quarantine.keep(refusals);
        }
        long first = merged.rows().isEmpty() ? 0 : insert(merged.rows());
        report(batch);
        return new Written(first, merged, batch, refused, judgement.onCommit());
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

    private long insert(List<TelemetryMessage> rows) {
        return sql.one(
                INSERT,
                row -> row.getLong(1),
                Columns.longs(rows, TelemetryMessage::deviceRowId),
                Columns.micros(rows, TelemetryMessage::time),
                Columns.texts(rows, TelemetryMessage::measurement),
                Columns.texts(rows, it -> Json.write(it.fields())),
                Columns.texts(rows, it -> Json.write(it.tags())),
                Columns.texts(rows, TelemetryMessage::extra),
                Columns.micros(rows, TelemetryMessage::receivedAt),
                rows.size(),
                rows.size(),
                rows.stream().mapToInt(TelemetryMessage::weight).sum(),
                Collections.min(rows, BY_TIME).time(),
                Collections.max(rows, BY_TIME).time(),
                forwarding);
    }

    /**
     * A committed batch.
     *
     * @param stored what of it is stored, as it is stored
     * @param refused why the rest is not, by what it completes with
     * @param onCommit to be run once
     */
    record Written(
            long firstId,
            MergedBatch batch,
            List<Upload> stored,
            Map<CompletableFuture<List<Long>>, RuntimeException> refused,
            Runnable onCommit) {

        int rows() {
            return batch.rows().size();
        }

        /** Tells every sender which ids its messages got, or why none. */
        void acknowledge() {
            refused.forEach(CompletableFuture::completeExceptionally);
            for (Upload upload : stored) {
                upload.committed()
                        .complete(upload.messages().stream()
                                .map(it -> firstId + batch.position(it))
                                .toList());
            }
        }
    }
}
