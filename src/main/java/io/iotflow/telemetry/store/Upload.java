package io.iotflow.telemetry.store;

import io.iotflow.quarantine.Refusal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What is committed or refused as one: the messages of one request or message, or one refusal for the quarantine.
 *
 * @param isHistory whether another product took it, long ago perhaps: it says nothing of how the device is now
 * @param quarantined the message of the quarantine that this is, taken out as it is stored; 0 when it is none
 * @param asStored told of its messages as they are stored, some perhaps without a field, before that
 * @param committed completed after the commit with the messages' row ids, in their order
 */
record Upload(
        List<TelemetryMessage> messages,
        List<Refusal> refusals,
        boolean isHistory,
        long quarantined,
        Consumer<List<TelemetryMessage>> asStored,
        CompletableFuture<List<Long>> committed) {

    /** From here on an upload is large: it makes a batch by itself, or nearly so. */
    static final int LARGE = 500;

    static Upload of(List<TelemetryMessage> messages) {
        return of(messages, List.of());
    }

    static Upload ofHistory(List<TelemetryMessage> messages, Consumer<List<TelemetryMessage>> asStored) {
        return new Upload(messages, List.of(), true, 0, asStored, new CompletableFuture<>());
    }

    static Upload of(Refusal refusal) {
        return of(List.of(), List.of(refusal));
    }

    static Upload of(List<TelemetryMessage> messages, List<Refusal> refusals) {
        return new Upload(messages, refusals, false, 0, stored -> {}, new CompletableFuture<>());
    }

    static Upload ofQuarantined(long quarantined, List<TelemetryMessage> messages) {
        return new Upload(messages, List.of(), false, quarantined, stored -> {}, new CompletableFuture<>());
    }

    /** The same with these messages in the place of its own. */
    Upload with(List<TelemetryMessage> others) {
        return new Upload(others, refusals, isHistory, quarantined, asStored, committed);
    }

    boolean isLarge() {
        return messages.size() >= LARGE;
    }

    /** The newest time of its messages; empty when there are none. */
    Optional<Instant> newest() {
        return messages.stream().map(TelemetryMessage::time).max(Comparator.naturalOrder());
    }

    /** How much of a batch it takes: one for each message or refusal, more for large ones. */
    int size() {
        return messages.stream().mapToInt(TelemetryMessage::weight).sum()
                + refusals.stream()
                        .mapToInt(it -> 1 + it.payload().length / 1024)
                        .sum();
    }
}
