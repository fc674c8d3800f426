package io.iotflow.telemetry.ingest;

import io.iotflow.device.Device;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.quarantine.Reason;
import io.iotflow.telemetry.store.FieldsRefused;
import io.iotflow.telemetry.store.MessagePaths;
import io.iotflow.telemetry.store.NotStored;
import io.iotflow.telemetry.store.TelemetryLog;
import io.iotflow.telemetry.store.TelemetryMessage;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Stores what comes over HTTP: somebody waits for the commit, and is told in an answer what is wrong. */
@Singleton
public class HttpIngestion {

    private final Append append;
    private final AppendHistory appendHistory;
    private final MessageReader reader;
    private final Duration commitTimeout;
    private final Counter received;
    private final Counter stored;

    @Inject
    HttpIngestion(TelemetryLog log, MessageReader reader, TelemetrySettings settings, MetricRegistry metrics) {
        this(log::append, log::appendHistory, reader, settings.commitTimeout, metrics);
    }

    HttpIngestion(
            Append append,
            AppendHistory appendHistory,
            MessageReader reader,
            Duration commitTimeout,
            MetricRegistry metrics) {
        this.append = append;
        this.appendHistory = appendHistory;
        this.reader = reader;
        this.commitTimeout = commitTimeout;
        this.received = metrics.counter("iotflow_received", new Tag("over", "http"));
        this.stored = metrics.counter("iotflow_stored");
    }

    /** Hands messages to the log as one; completes with their row ids after the commit. */
    interface Append extends Function<List<TelemetryMessage>, CompletableFuture<List<Long>>> {}

    /** The same for what another product took; tells of the messages as they are stored, before it completes. */
    interface AppendHistory {

        CompletableFuture<List<Long>> append(
                List<TelemetryMessage> messages, Consumer<List<TelemetryMessage>> asStored);
    }

    /** As {@link #store(List, MessagePaths)}, for points that name their fields {@code fields}. */
    CompletionStage<List<Long>> store(List<TelemetryMessage> messages) {
        return store(
                messages,
                new MessagePaths(place -> messages.size() == 1 ? "" : "points[" + place + "].", "fields.", "tags."));
    }

    /**
     * Stores these messages as one; completes with their row ids after the commit, with a 400 when a field has another
     * type than before, or with a 503 when it takes too long.
     *
     * @param paths where the parts of these messages stand, for violations
     */
    CompletionStage<List<Long>> store(List<TelemetryMessage> messages, MessagePaths paths) {
        received.inc(messages.size());
        return commit(append.apply(messages)).handle((ids, failure) -> {
            stored.inc(answer(ids, failure, paths).size());
            return ids;
        });
    }

    /** As {@link #store(List, MessagePaths)}, but leaves out the messages with a field that is refused, unless all have one. */
    CompletionStage<Partly> storePartly(List<TelemetryMessage> messages, MessagePaths paths) {
        received.inc(messages.size());
        return commit(append.apply(messages))
                .handle((ids, failure) -> failure instanceof FieldsRefused refused
                                && refused.messages().size() < messages.size()
                        ? storeOthers(append, messages, refused, refused.violations(paths), paths)
                        : all(ids, failure, paths))
                .thenCompose(Function.identity())
                .thenApply(this::counted);
    }

    private Partly counted(Partly partly) {
        stored.inc(partly.stored());
        return partly;
    }

    /**
     * The same for what another product took: it does not make its device seen, every violation is told, and it is no
     * failure when nothing of it can be stored.
     */
    CompletionStage<Partly> storeHistory(List<TelemetryMessage> messages, MessagePaths paths) {
        received.inc(messages.size());
        return history(appendHistory, messages, paths).thenApply(this::counted);
    }

    /** What {@link #storeHistory} would tell if the messages went to another log. */
    CompletionStage<Partly> history(AppendHistory log, List<TelemetryMessage> messages, MessagePaths paths) {
        AtomicReference<List<TelemetryMessage>> asStored = new AtomicReference<>(List.of());
        AtomicReference<List<Integer>> places = new AtomicReference<>(
                IntStream.range(0, messages.size()).boxed().toList());
        Append told = part -> log.append(part, asStored::set);
        return commit(told.apply(messages))
                .handle((ids, failure) -> {
                    if (failure instanceof FieldsRefused refused) {
                        places.set(others(messages, refused));
                        return storeOthers(told, messages, refused, refused.allViolations(paths), paths);
                    }
                    return all(ids, failure, paths);
                })
                .thenCompose(Function.identity())
                .thenApply(it -> it.withLeftOut(leftOut(asStored.get(), paths.of(places.get()::get))));
    }

    private static List<Violation> leftOut(List<TelemetryMessage> stored, MessagePaths paths) {
        List<Violation> all = new ArrayList<>(0);
        for (int i = 0; i < stored.size(); i++) {
            String message = paths.message().apply(i);
            stored.get(i)
                    .leftOut()
                    .forEach(it -> all.add(
                            new Violation(message + it.member(), it.why().code())));
        }
        return all;
    }

    /**
     * Stores what a device says of itself, as the same message on its status topic would be; completes with its time after
     * the commit.
     *
     * @param type such as {@code heartbeat}
     * @throws Problem 400 when the payload cannot be stored
     */
    public CompletionStage<Instant> storeStatus(Device device, String type, JsonObject payload) {
        try {
            TelemetryMessage message = reader.ofStatus(device, type, payload, Instant.now());
            return store(List.of(message)).thenApply(ids -> message.time());
        } catch (Refused e) {
            throw e.problem();
        }
    }

    private CompletionStage<Partly> all(List<Long> ids, Throwable failure, MessagePaths paths) {
        return CompletableFuture.completedStage(
                new Partly(answer(ids, failure, paths).size(), List.of(), Optional.empty(), List.of()));
    }

    /** All that is wrong was found at once, so the others are stored; or, by a rare race with another node, refused. */
    private CompletionStage<Partly> storeOthers(
            Append log,
            List<TelemetryMessage> messages,
            FieldsRefused refused,
            List<Violation> violations,
            MessagePaths paths) {
        List<Integer> places = others(messages, refused);
        if (places.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Partly(0, violations, Optional.of(refused.reason()), List.of()));
        }
        return commit(log.apply(places.stream().map(messages::get).toList()))
                .handle((ids, failure) -> new Partly(
                        answer(ids, failure, paths.of(places::get)).size(),
                        violations,
                        Optional.of(refused.reason()),
                        List.of()));
    }

    /** The places of the messages that are not refused. */
    private static List<Integer> others(List<TelemetryMessage> messages, FieldsRefused refused) {
        Set<Integer> left = refused.messages();
        return IntStream.range(0, messages.size())
                .filter(it -> !left.contains(it))
                .boxed()
                .toList();
    }

    private CompletableFuture<List<Long>> commit(CompletableFuture<List<Long>> appended) {
        return appended.orTimeout(commitTimeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<Long> answer(List<Long> ids, Throwable failure, MessagePaths paths) {
        if (failure instanceof FieldsRefused refused) {
            throw refused.problem(paths);
        }
        if (failure instanceof TimeoutException) {
            throw Problem.unavailable(
                    "PostgreSQL did not commit in time; the message may still be stored. Sending it again with the"
                            + " same timestamp does no harm.",
                    Duration.ofSeconds(5),
                    failure);
        }
        if (failure instanceof NotStored refused && refused.reason() == Reason.REFUSED_BY_POSTGRESQL) {
            throw Problem.invalid("body", "cannot be stored: PostgreSQL refuses it")
                    .because(refused.reason().code());
        }
        if (failure != null) {
            throw new CompletionException(failure); // a fault of ours: 500, and in the log
        }
        return ids;
    }
}
