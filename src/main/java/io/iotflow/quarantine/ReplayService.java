package io.iotflow.quarantine;

import io.iotflow.platform.audit.AuditLog;
import io.iotflow.quarantine.QuarantineStore.Candidate;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Lets messages try ingestion again, oldest first, in portions that fit into memory. */
@Singleton
class ReplayService {

    private static final int MAX_AT_ONCE = 500;
    private static final long MAX_BYTES_AT_ONCE = 8L * 1024 * 1024;

    private final QuarantineStore store;
    private final Instance<Replayer> replayers;
    private final AuditLog audit;
    private final MetricRegistry metrics;

    @Inject
    ReplayService(QuarantineStore store, @Any Instance<Replayer> replayers, AuditLog audit, MetricRegistry metrics) {
        this.store = store;
        this.replayers = replayers;
        this.audit = audit;
        this.metrics = metrics;
    }

    /** The sources that there are. */
    Set<String> sources() {
        return replayers.stream().map(Replayer::source).collect(Collectors.toUnmodifiableSet());
    }

    ReplayAnswer replay(ReplayRequest request) {
        if (!request.ids().isEmpty()) {
            List<Candidate> found = store.candidates(request.ids());
            record(request, found.size());
            Set<Long> missing = new HashSet<>(request.ids());
            found.forEach(it -> missing.remove(it.id()));
            List<Replayed> results = new ArrayList<>(tryAll(found));
            missing.stream().sorted().map(Replayed::notFound).forEach(results::add);
            return ReplayAnswer.of(results, 0, null);
        }
        List<Candidate> found = store.oldest(request.selection(), request.behind(), request.limit());
        record(request, found.size());
        List<Replayed> results = tryAll(found);
        if (found.size() < request.limit()) {
            return ReplayAnswer.of(results, 0, null);
        }
        Place last = found.get(found.size() - 1).place();
        long remaining = store.count(request.selection(), last);
        return ReplayAnswer.of(results, remaining, remaining == 0 ? null : last.text());
    }

    /** Before the first is tried: what an operator began is on record even when this node dies meanwhile. */
    private void record(ReplayRequest request, int found) {
        if (found > 0) {
            audit.record(
                    "quarantine.replay",
                    request.target(),
                    request.facts().add("messages", found).build());
        }
    }

    private List<Replayed> tryAll(List<Candidate> candidates) {
        List<Replayed> results = new ArrayList<>();
        List<Long> portion = new ArrayList<>();
        long bytes = 0;
        for (Candidate next : candidates) {
            boolean isFull = portion.size() >= MAX_AT_ONCE || bytes + next.bytes() > MAX_BYTES_AT_ONCE;
            if (isFull && !portion.isEmpty()) {
                results.addAll(tryAtOnce(portion));
                portion.clear();
                bytes = 0;
            }
            portion.add(next.id());
            bytes += next.bytes();
        }
        if (!portion.isEmpty()) {
            results.addAll(tryAtOnce(portion));
        }
        return results;
    }

    private Collection<Replayed> tryAtOnce(List<Long> ids) {
        Map<Long, Replayed> results = new TreeMap<>();
        ids.forEach(id -> results.put(id, Replayed.notFound(id)));
        Map<String, List<Quarantined>> bySource =
                store.read(ids).stream().collect(Collectors.groupingBy(Quarantined::source));
        for (Replayer replayer : replayers) {
            List<Quarantined> messages = bySource.getOrDefault(replayer.source(), List.of());
            if (!messages.isEmpty()) {
                replayer.replay(messages).forEach(it -> results.put(it.id(), it));
            }
        }
        List<Replayed> refused = results.values().stream()
                .filter(it -> it.outcome() == Replayed.Outcome.REFUSED)
                .toList();
        store.refusedAgain(refused);
        count("refused", refused.size());
        count(
                "accepted",
                results.values().stream()
                        .filter(it -> it.outcome() == Replayed.Outcome.ACCEPTED)
                        .count());
        return results.values();
    }

    private void count(String outcome, long count) {
        metrics.counter("iotflow_quarantine_replayed", new Tag("outcome", outcome))
                .inc(count);
    }
}
