package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Sql;
import io.iotflow.telemetry.store.RegisteredField.Name;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Says what would become of another product's messages: they are judged as they would be if they were stored, in a
 * transaction that is undone.
 */
@Dependent
public class HistoryTrial {

    private final Sql sql;
    private final FieldTypeStore store;
    private final TelemetryLogSettings settings;

    @Inject
    HistoryTrial(Sql sql, FieldTypeStore store, TelemetryLogSettings settings) {
        this.sql = sql;
        this.store = store;
        this.settings = settings;
    }

    /** Ends the transaction, so that nothing of it stays. */
    private static final class Undone extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Undone() {
            super("a trial ends", null, false, false);
        }
    }

    /** A trial behind others, which would have made these fields. */
    public Run after(Collection<NewField> before) {
        return new Run(before);
    }

    /** One trial, which may take several uploads. */
    public final class Run {

        private final Map<Name, RegisteredField> assumed = new LinkedHashMap<>();
        private final List<NewField> made = new ArrayList<>();

        /** Of its own: what the log remembers must not learn of what is undone, such as that there is no capacity left. */
        private final FieldTypes types = new FieldTypes(store, settings);

        private Run(Collection<NewField> before) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            before.forEach(it -> assume(it.registered(now)));
        }

        private void assume(RegisteredField field) {
            assumed.put(field.name(), field);
        }

        /** Answers as {@link TelemetryLog#appendHistory} would; there are no row ids, so each is 0. */
        public CompletableFuture<List<Long>> append(
                List<TelemetryMessage> messages, Consumer<List<TelemetryMessage>> asStored) {
            Upload upload = Upload.ofHistory(messages, asStored);
            FieldTypes.Judgement judgement = judge(upload);
            FieldsRefused refused = judgement.refused().get(upload.committed());
            if (refused != null) {
                return CompletableFuture.failedFuture(refused);
            }
            asStored.accept(judgement.uploads().get(0).messages());
            return CompletableFuture.completedFuture(
                    messages.stream().map(it -> 0L).toList());
        }

        private FieldTypes.Judgement judge(Upload upload) {
            List<FieldTypes.Judgement> result = new ArrayList<>(1);
            try {
                sql.inNewTransaction(() -> {
                    store.lock();
                    List<RegisteredField> there = store.find(assumed.keySet());
                    there.forEach(it -> assumed.remove(it.name())); // somebody was faster
                    store.add(assumed.values());
                    FieldTypes.Judgement judgement = types.judge(List.of(upload));
                    result.add(judgement);
                    throw new Undone();
                });
            } catch (Undone e) {
                judged(result.get(0));
            }
            return result.get(0);
        }

        private void judged(FieldTypes.Judgement judgement) {
            if (judgement.refused().isEmpty()) {
                judgement.added().forEach(it -> {
                    made.add(NewField.of(it));
                    assume(it);
                });
            }
        }

        /** The fields that the messages would have made. */
        public List<NewField> made() {
            return List.copyOf(made);
        }
    }
}
