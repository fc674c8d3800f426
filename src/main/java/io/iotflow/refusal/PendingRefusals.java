package io.iotflow.refusal;

import io.iotflow.refusal.MessagesRefused.Count;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Refusals that are not written yet: of each device the newest, and no more than so many in all. */
@Singleton
class PendingRefusals {

    /** About 10 MB. */
    static final int MAX = 10_000;

    private final int max;
    private final Map<Long, LinkedHashMap<Refusal.Same, Refusal>> byDevice = new HashMap<>();
    private final Map<Kind, Long> counts = new HashMap<>();
    private int size;

    PendingRefusals() {
        this(MAX);
    }

    PendingRefusals(int max) {
        this.max = max;
    }

    /** What a count is of. */
    private record Kind(String over, String reason) {}

    /** A device's refusal. */
    record OfDevice(long deviceRowId, Refusal refusal) {}

    /** All that was pending. */
    record Taken(List<OfDevice> refusals, List<Count> counts) {

        boolean isEmpty() {
            return refusals.isEmpty() && counts.isEmpty();
        }
    }

    /** Counts messages, whoever sent them. */
    synchronized void count(String over, String reason, long messages) {
        counts.merge(new Kind(over, reason), messages, Long::sum);
    }

    /** Adds a device's newest refusal; false when there is no room for it. */
    synchronized boolean add(long deviceRowId, Refusal refusal) {
        Map<Refusal.Same, Refusal> ofDevice = byDevice.get(deviceRowId);
        Refusal earlier = ofDevice == null ? null : ofDevice.remove(refusal.same());
        if (earlier != null) {
            ofDevice.put(refusal.same(), earlier.and(refusal));
        } else if (ofDevice != null && ofDevice.size() == RefusalStore.MAX_OF_DEVICE) {
            ofDevice.remove(ofDevice.keySet().iterator().next());
            ofDevice.put(refusal.same(), refusal);
        } else if (size < max) {
            byDevice.computeIfAbsent(deviceRowId, unknown -> new LinkedHashMap<>())
                    .put(refusal.same(), refusal);
            size++;
        } else {
            return false;
        }
        return true;
    }

    /** Forgets a device. */
    synchronized void forget(long deviceRowId) {
        Map<Refusal.Same, Refusal> forgotten = byDevice.remove(deviceRowId);
        size -= forgotten == null ? 0 : forgotten.size();
    }

    /** Takes all. */
    synchronized Taken take() {
        List<OfDevice> taken = new ArrayList<>(size);
        byDevice.forEach((device, refusals) -> refusals.values().forEach(it -> taken.add(new OfDevice(device, it))));
        List<Count> counted = counts.entrySet().stream()
                .map(it -> new Count(it.getKey().over(), it.getKey().reason(), it.getValue()))
                .toList();
        byDevice.clear();
        counts.clear();
        size = 0;
        return new Taken(taken, counted);
    }

    /** Gives back what could not be written; what came meanwhile is newer. */
    synchronized void giveBack(Taken taken) {
        Taken newer = take();
        taken.refusals().forEach(it -> add(it.deviceRowId(), it.refusal()));
        newer.refusals().forEach(it -> add(it.deviceRowId(), it.refusal()));
        taken.counts().forEach(it -> count(it.over(), it.reason(), it.messages()));
        newer.counts().forEach(it -> count(it.over(), it.reason(), it.messages()));
    }

    synchronized int size() {
        return size;
    }
}
