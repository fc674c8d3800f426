package io.iotflow.telemetry.ingest;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.telemetry.store.FieldsRefused;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Stores what came over HTTP, where somebody waits for the commit and is told in an answer what is wrong. */
final class HttpUploads {

    private final TelemetryLog log;
    private final Duration commitTimeout;
    private final Counter received;
    private final Counter stored;

    HttpUploads(TelemetryLog log, Duration commitTimeout, MetricRegistry metrics) {
        this.log = log;
        this.commitTimeout = commitTimeout;
        this.received = metrics.counter("iotflow_received", new Tag("over", "http"));
        this.stored = metrics.counter("iotflow_stored");
    }

    /** What was stored of messages that need not be stored as one, and what is wrong with the others. */
    record Partly(int stored, List<Violation> violations) {}

    /** As {@link Ingest#store(List, IntFunction)} says. */
    CompletionStage<List<Long>> store(List<TelemetryMessage> messages, IntFunction<String> where) {
        received.inc(messages.size());
        return append(messages).handle((ids, failure) -> answer(ids, failure, where));
    }

    /** As {@link Ingest#storePartly} says. */
    CompletionStage<Partly> storePartly(List<TelemetryMessage> messages, IntFunction<String> where) {
        received.inc(messages.size());
        return append(messages)
                .handle((ids, failure) -> failure instanceof FieldsRefused refused
                                && refused.messages().size() < messages.size()
                        ? storeOthers(messages, refused, refused.violations(where), where, this::append)
                        : all(ids, failure, where))
                .thenCompose(Function.identity());
    }

    /** As {@link Ingest#storeHistory} says. */
    CompletionStage<Partly> storeHistory(List<TelemetryMessage> messages, IntFunction<String> where) {
        received.inc(messages.size());
        return appendHistory(messages)
                .handle((ids, failure) -> failure instanceof FieldsRefused refused
                        ? storeOthers(messages, refused, refused.allViolations(where), where, this::appendHistory)
                        : all(ids, failure, where))
                .thenCompose(Function.identity());
    }

    private CompletionStage<Partly> all(List<Long> ids, Throwable failure, IntFunction<String> where) {
        return CompletableFuture.completedStage(
                new Partly(answer(ids, failure, where).size(), List.of()));
    }

    /** All that is wrong was found at once, so the others are stored; or, by a rare race with another node, refused. */
    private CompletionStage<Partly> storeOthers(
            List<TelemetryMessage> messages,
            FieldsRefused refused,
            List<Violation> violations,
            IntFunction<String> where,
            Function<List<TelemetryMessage>, CompletableFuture<List<Long>>> append) {
        List<Integer> places = others(messages, refused);
        if (places.isEmpty()) {
            return CompletableFuture.completedStage(new Partly(0, violations));
        }
        return append.apply(places.stream().map(messages::get).toList())
                .handle((ids, failure) -> new Partly(
                        answer(ids, failure, place -> where.apply(places.get(place)))
                                .size(),
                        violations));
    }

    /** The places of the messages that are not refused. */
    private static List<Integer> others(List<TelemetryMessage> messages, FieldsRefused refused) {
        Set<Integer> left = refused.messages();
        return IntStream.range(0, messages.size())
                .filter(it -> !left.contains(it))
                .boxed()
                .toList();
    }

    private CompletableFuture<List<Long>> append(List<TelemetryMessage> messages) {
        return timed(log.append(messages));
    }

    private CompletableFuture<List<Long>> appendHistory(List<TelemetryMessage> messages) {
        return timed(log.appendHistory(messages));
    }

    private CompletableFuture<List<Long>> timed(CompletableFuture<List<Long>> committed) {
        return committed.orTimeout(commitTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<Long> answer(List<Long> ids, Throwable failure, IntFunction<String> where) {
        if (failure instanceof FieldsRefused refused) {
            throw refused.problem(where);
        }
        if (failure instanceof TimeoutException) {
            throw Problem.unavailable(
                    "PostgreSQL did not commit in time; the message may still be stored. Sending it again with the"
                            + " same timestamp does no harm.",
                    Duration.ofSeconds(5),
                    failure);
        }
        if (failure != null) {
            throw Problem.invalid("body", "cannot be stored: PostgreSQL refuses it");
        }
        stored.inc(ids.size());
        return ids;
    }
}
