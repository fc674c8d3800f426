package io.iotflow.alert;

import io.iotflow.platform.json.Json;
import io.iotflow.refusal.RefusedTotals;
import io.iotflow.telemetry.store.LogTail;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the evaluation needs beside the log: devices that are new or changed, and how many messages were refused. */
@Dependent
class EvaluationInput {

    private static final Duration POLL = Duration.ofSeconds(2);

    private final Fleet fleet;
    private final RefusedTotals refused;
    private Instant nextPoll = Instant.EPOCH;

    @Inject
    EvaluationInput(Fleet fleet, RefusedTotals refused) {
        this.fleet = fleet;
        this.refused = refused;
    }

    /** Brings the devices up to date: all that changed, and those of these rows that nobody has heard of yet. */
    void bring(Evaluation evaluation, List<LogTail.Row> rows, Instant now, Result result) {
        Fleet.ChangedDevices changed = fleet.takeChanged();
        if (changed.isAll() || evaluation.isWithoutDevices()) {
            Set<Long> there = new HashSet<>();
            fleet.all().forEach(it -> {
                there.add(it.rowId());
                put(evaluation, it, now, result);
            });
            evaluation.keepOnly(there);
        } else if (!changed.deviceIds().isEmpty()) {
            Set<String> gone = new HashSet<>(changed.deviceIds());
            fleet.ofIds(changed.deviceIds()).forEach(it -> {
                gone.remove(it.deviceId());
                put(evaluation, it, now, result);
            });
            evaluation.forget(gone);
        }
        long[] unknown = rows.stream()
                .filter(it -> it.deviceId() != null && evaluation.device(it.deviceRowId()) == null)
                .mapToLong(LogTail.Row::deviceRowId)
                .distinct()
                .toArray();
        if (unknown.length > 0) {
            fleet.ofRows(unknown).forEach(it -> evaluation.put(it, now, result));
        }
    }

    private static void put(Evaluation evaluation, KnownDevice device, Instant now, Result result) {
        if (!device.equals(evaluation.device(device.rowId()))) {
            evaluation.put(device, now, result);
        }
    }

    /** Looks at what else has changed, now and then. */
    void poll(Evaluation evaluation, Instant now, Result result) {
        if (!evaluation.book().hasRefused() || now.isBefore(nextPoll)) {
            return;
        }
        nextPoll = now.plus(POLL);
        Map<Long, Long> totals = refused.ofAll();
        Instant at = now.truncatedTo(ChronoUnit.MICROS);
        Map<Long, Rule> rules = evaluation.book().all().stream()
                .filter(it -> it.condition() instanceof Refused)
                .collect(Collectors.toMap(Rule::id, it -> it));
        evaluation.memories().devicesOf(rules.keySet()).forEach((rule, devices) -> {
            devices.addAll(totals.keySet());
            poll(evaluation, rules.get(rule), devices, totals, at, result);
        });
    }

    private void poll(
            Evaluation evaluation, Rule rule, Set<Long> devices, Map<Long, Long> totals, Instant at, Result result) {
        Map<Long, Long> before = null;
        for (Long rowId : devices) {
            KnownDevice device = evaluation.device(rowId);
            if (device == null || !rule.isFor(device)) {
                continue;
            }
            JsonObjectBuilder fields = Json.createObjectBuilder();
            fields.add(Refused.TOTAL, totals.getOrDefault(rowId, 0L));
            if (evaluation.memories().get(new Pair(rule.id(), rowId)) == null) {
                before = before == null ? refused.before(rule.activeAt()) : before;
                fields.add(Refused.BEFORE, before.getOrDefault(rowId, 0L));
            }
            evaluation.judgeNow(rule, new Reading(device, Refused.MEASUREMENT, at, at, fields.build()), result);
        }
    }
}
