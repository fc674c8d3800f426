package io.iotflow.command;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import io.iotflow.telemetry.store.StatusReported;
import io.iotflow.telemetry.store.StatusesReported;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What devices answer, kept in the transaction of whoever received it; a second answer does not change the first. */
@Dependent
class CommandAnswers {

    private static final String ANSWERS = """
            unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                AS given (device, command_id, state, answer, micros)""";

    private static final String STORE = """
            UPDATE command
            SET state = given.state, answer = given.answer, claimed_until = NULL,
                answered_at = timestamptz 'epoch' + micros * interval '1 microsecond', closed_at = now()
            FROM %s
            WHERE command.device = given.device AND command.command_id = given.command_id
              AND command.state = ANY (?)
            RETURNING command.state""".formatted(ANSWERS);

    private static final String RECEIVED = """
            UPDATE command
            SET state = 'in_progress', claimed_until = NULL,
                received_at = timestamptz 'epoch' + micros * interval '1 microsecond'
            FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS given (device, command_id, micros)
            WHERE command.device = given.device AND command.command_id = given.command_id
              AND command.state = ANY (?)""";

    private static final String KNOWN = """
            SELECT count(*) FROM unnest(?::bigint[], ?::text[]) AS given (device, command_id)
            JOIN command ON command.device = given.device AND command.command_id = given.command_id""";

    private final Sql sql;
    private final Event<Kept> kept;

    @Inject
    CommandAnswers(Sql sql, Event<Kept> kept) {
        this.sql = sql;
        this.kept = kept;
    }

    /** An answer that says whether a command was done, or that it is being done. */
    record Answer(long deviceRowId, String commandId, CommandState state, String text, Instant at) {

        /** Reads what a device said; empty where it names no command or has no word for how it stands. */
        static Optional<Answer> of(long deviceRowId, String commandId, JsonObject said, Instant at) {
            if (commandId == null
                    || !CommandRequest.isId(commandId)
                    || !(said.get("status") instanceof JsonString word)) {
                return Optional.empty();
            }
            // Half a surrogate pair is legal in JSON, but PostgreSQL cannot hold it.
            String text = new String(Json.text(said).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            return CommandState.ofAnswer(word.getString())
                    .map(state -> new Answer(deviceRowId, commandId, state, text, at));
        }

        private record Key(long deviceRowId, String commandId) {}

        private Key key() {
            return new Key(deviceRowId, commandId);
        }
    }

    /** What a transaction kept, told after its commit. */
    record Kept(int inProgress, int succeeded, int failed, int unknown) {}

    /** Keeps answers with the batch that they came in: they are durable before the broker is told so. */
    void onReported(@Observes StatusesReported batch) {
        List<Answer> answers = batch.reports().stream()
                .map(CommandAnswers::read)
                .flatMap(Optional::stream)
                .toList();
        keep(answers, batch.reports().size() - answers.size());
    }

    private static Optional<Answer> read(StatusReported report) {
        String id = report.payload().get("command_id") instanceof JsonString text ? text.getString() : null;
        return Answer.of(report.deviceRowId(), id, report.payload(), report.receivedAt());
    }

    /** Keeps one answer. */
    void keep(Answer answer) {
        sql.inTransaction(() -> keep(List.of(answer), 0));
    }

    private Kept keep(List<Answer> answers, int unclear) {
        Collection<Answer> first = firstOf(answers, true);
        Collection<Answer> received = firstOf(answers, false);
        int inProgress = received.isEmpty() ? 0 : received(received);
        List<String> states = first.isEmpty() ? List.of() : store(first);
        int unknown = states.size() == first.size() ? 0 : first.size() - known(first);
        unknown += inProgress == received.size() ? 0 : received.size() - known(received);
        int succeeded = (int)
                states.stream().filter(CommandState.SUCCEEDED.stored()::equals).count();
        Kept result = new Kept(inProgress, succeeded, states.size() - succeeded, unknown + unclear);
        kept.fire(result);
        return result;
    }

    /** The first answer to each command, among those that say how it went, or those that do not. */
    private static Collection<Answer> firstOf(List<Answer> answers, boolean isFinal) {
        Map<Answer.Key, Answer> first = new LinkedHashMap<>();
        answers.stream()
                .filter(it -> it.state().isAnswered() == isFinal)
                .forEach(it -> first.putIfAbsent(it.key(), it));
        return first.values();
    }

    private int received(Collection<Answer> answers) {
        return sql.update(
                RECEIVED, devices(answers), ids(answers), times(answers), CommandState.IN_PROGRESS.predecessors());
    }

    private List<String> store(Collection<Answer> answers) {
        return sql.list(
                STORE,
                row -> row.getString(1),
                devices(answers),
                ids(answers),
                answers.stream().map(it -> it.state().stored()).toArray(String[]::new),
                answers.stream().map(Answer::text).toArray(String[]::new),
                times(answers),
                CommandState.SUCCEEDED.predecessors());
    }

    private int known(Collection<Answer> answers) {
        return sql.one(KNOWN, row -> row.getInt(1), devices(answers), ids(answers));
    }

    private static long[] times(Collection<Answer> answers) {
        return Columns.micros(answers, Answer::at);
    }

    private static long[] devices(Collection<Answer> answers) {
        return Columns.longs(answers, Answer::deviceRowId);
    }

    private static String[] ids(Collection<Answer> answers) {
        return answers.stream().map(Answer::commandId).toArray(String[]::new);
    }
}
