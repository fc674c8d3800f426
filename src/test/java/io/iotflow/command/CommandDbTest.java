package io.iotflow.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.command.CommandAnswers.Kept;
import io.iotflow.command.CommandQueue.Delivery;
import io.iotflow.command.CommandQueue.Missed;
import io.iotflow.command.CommandQueue.Sent;
import io.iotflow.command.CommandQueue.Waiting;
import io.iotflow.device.Device;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
import io.iotflow.telemetry.store.StatusReported;
import io.iotflow.telemetry.store.StatusesReported;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandDbTest {

    private static TestDatabase database;
    private static Sql sql;
    private static FleetCommands fleets;
    private static CommandStore store;
    private static CommandQueue queue;
    private static TestEvent<Kept> kept;
    private static CommandAnswers answers;
    private static Device first;
    private static Device second;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        fleets = new FleetCommands(sql);
        store = new CommandStore(sql, fleets, new AuditLog(sql, new Actor()));
        queue = new CommandQueue(sql, new CommandSettings(new ShippedConfig(Map.of())));
        kept = new TestEvent<>();
        answers = new CommandAnswers(sql, kept);
        first = device("first");
        second = device("second");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.call("TRUNCATE command, audit");
        kept.fired().clear();
    }

    @Test
    void storesACommandWithItsAuditRecordAndNotTwice() {
        assertTrue(store.add(request("c1", "on"), "admin", first));
        assertFalse(store.add(request("c1", "on"), "admin", first));

        assertEquals(CommandState.QUEUED, store.find(first, "c1").orElseThrow().state());
        assertEquals(1, database.number("SELECT count(*) FROM audit WHERE action = 'command.send'"));
    }

    @Test
    void givesEachNodeCommandsOfItsOwn() {
        add("c1", "c2", "c3");
        long[] ids = waiting();

        sql.inTransaction(() -> {
            assertEquals(1, queue.claim(new long[] {ids[0]}).size());
            List<Delivery> elsewhere = sql.inNewTransaction(() -> queue.claim(ids));
            assertEquals(
                    List.of(ids[1], ids[2]),
                    elsewhere.stream().map(Delivery::id).toList());
            return null;
        });
    }

    @Test
    void givesNobodyWhatIsClaimedUntilTheClaimIsOver() {
        add("c1");
        long[] ids = waiting();

        assertEquals(1, queue.claim(ids).size());
        assertEquals(0, queue.claim(ids).size());
        assertEquals(List.of(), queue.waiting(Waiting.NONE, 10));

        sql.update("UPDATE command SET claimed_until = now() - interval '1 second'"); // its node died
        assertEquals(1, queue.claim(ids).size());
    }

    @Test
    void claimsOfADeviceInTheOrderInWhichTheyWereSent() {
        add("c1", "c2", "c3");

        List<Delivery> claimed = queue.claimOf(new long[] {first.rowId()}, 2);

        assertEquals(
                List.of("on c1", "on c2"),
                claimed.stream()
                        .map(it -> io.iotflow.platform.json.Json.readObject(it.payload())
                                .getString("command"))
                        .toList());
    }

    @Test
    void isSentWhenTheBrokerHasItAndFreeWhenNot() {
        add("c1", "c2");
        long[] ids = waiting();
        queue.claim(ids);

        assertEquals(new Sent(1, 0), queue.sent(new long[] {ids[0]}));
        queue.release(new long[] {ids[1]});

        assertEquals(CommandState.SENT, state("c1"));
        assertEquals(List.of(ids[1]), waitingIds());
    }

    @Test
    void repeatsWhatIsNotAnsweredAfterPausesThatGrow() {
        add("c1");
        for (double pause : new double[] {10, 30, 60, 120, 300, 600, 1800, 1800}) {
            send();
            assertEquals(pause * (0.8 + first.rowId() % 41 * 0.01), secondsToNextAttempt(), 5);
            assertEquals(List.of(), waitingIds());
            passTime(1801 * 1.2);
        }
        StoredCommand command = store.find(first, "c1").orElseThrow();
        assertEquals(8, command.attempts());
        assertEquals(CommandState.SENT, command.state());
        assertEquals(1, waitingIds().size());
    }

    @Test
    void saysWhenItWasSentFirstAndLastAndWhenItIsSentNext() {
        add("c1");
        assertTrue(shown("c1").isNull("sent_at"));
        assertTrue(shown("c1").isNull("next_attempt_at"), "it waits for its device");
        send();
        passTime(60);
        assertEquals(new Sent(0, 1), queue.sent(waiting()));

        JsonObject shown = shown("c1");
        assertTrue(at(shown, "sent_at").plusSeconds(30).isBefore(at(shown, "last_sent_at")));
        assertTrue(at(shown, "last_sent_at").isBefore(at(shown, "next_attempt_at")));
        answers.keep(answer("c1", "success"));
        assertTrue(shown("c1").isNull("next_attempt_at"));
    }

    @Test
    void repeatsAtOnceWhatADeviceMayHaveMissed() {
        add("c1");
        send();
        Instant sent = Instant.now();

        assertEquals(0, missed(Instant.EPOCH, sent.minusSeconds(60)), "heard of before it was sent");
        assertEquals(0, missed(sent.plusSeconds(1), sent.plusSeconds(60)), "there when it was sent");
        assertEquals(1, missed(sent.minusSeconds(60), sent.plusSeconds(60)));
        assertEquals(1, waitingIds().size());
        send();
        assertEquals(10, secondsToNextAttempt(), 4, "the pauses begin anew");
    }

    @Test
    void repeatsLessOftenToADeviceThatComesBackAndComesBackAndNeverAnswers() {
        add("c1");
        send();
        for (int time = 0; time < CommandQueue.PROMPT_TRIGGERS; time++) {
            assertEquals(1, missed(Instant.EPOCH, Instant.now().plusSeconds(1)));
            send();
        }
        assertEquals(0, missed(Instant.EPOCH, Instant.now().plusSeconds(9)));
        assertEquals(1, missed(Instant.EPOCH, Instant.now().plusSeconds(12)));
        send();
        assertEquals(0, missed(Instant.EPOCH, Instant.now().plusSeconds(19)));
        assertEquals(1, missed(Instant.EPOCH, Instant.now().plusSeconds(22)));
        send();
        assertTrue(secondsToNextAttempt() > 30, "the pauses no longer begin anew");
    }

    @Test
    void repeatsNothingThatItsDeviceSaysItHas() {
        add("c1");
        send();

        answers.keep(answer("c1", "in_progress"));

        assertEquals(CommandState.IN_PROGRESS, state("c1"));
        assertFalse(shown("c1").isNull("received_at"));
        assertEquals(0, missed(Instant.EPOCH, Instant.now().plusSeconds(60)));
        passTime(3600);
        assertEquals(List.of(), waitingIds());
        answers.keep(answer("c1", "received"));
        answers.keep(answer("c1", "success"));
        answers.keep(answer("c1", "in_progress"));
        assertEquals(CommandState.SUCCEEDED, state("c1"));
        assertEquals(
                List.of(new Kept(1, 0, 0, 0), new Kept(0, 0, 0, 0), new Kept(0, 1, 0, 0), new Kept(0, 0, 0, 0)),
                kept.fired());
    }

    @Test
    void keepsWhatADeviceSaysFirstAndLastInOneBatch() {
        add("c1");
        send();

        StatusesReported batch = new StatusesReported(
                List.of(report("c1", "received"), report("c1", "done"), report("unknown", "received")));
        sql.inTransaction(() -> {
            answers.onReported(batch);
            return null;
        });

        assertEquals(CommandState.SUCCEEDED, state("c1"));
        assertFalse(shown("c1").isNull("received_at"));
        assertEquals(List.of(new Kept(1, 1, 0, 1)), kept.fired());
    }

    @Test
    void neverSendsWhatHasExpired() {
        add("c1");
        send();
        sql.update("UPDATE command SET expires_at = now()");

        missed(Instant.EPOCH, Instant.now().plusSeconds(60));

        assertEquals(List.of(), waitingIds());
        assertEquals(List.of(), queue.claimOf(new long[] {first.rowId()}, 10));
    }

    @Test
    void endsLongPausesWhenNobodyKnowsWhatDevicesDidMeanwhile() {
        add("c1");
        send();
        sql.update("UPDATE command SET next_attempt_at = now() + interval '30 minutes'");

        queue.hasten();

        assertTrue(secondsToNextAttempt() <= 60);
    }

    @Test
    void showsAFleetsCommandOverAllItsMembers() {
        store.addToFleet(ofFleet("c1"), "admin", List.of(first, second), Set.of());
        queue.sent(queue.claimOf(new long[] {first.rowId()}, 10).stream()
                .mapToLong(Delivery::id)
                .toArray());
        answers.keep(answer("c1", "failed"));

        assertEquals(Map.of(CommandState.QUEUED, 1, CommandState.FAILED, 1), fleets.states("lab", "c1"));
        List<StoredCommand> page = fleets.members("lab", "c1", CommandPages.all(), 0, 1);
        assertEquals(
                List.of("first"), page.stream().map(StoredCommand::deviceId).toList());
        assertEquals(
                List.of("second"),
                fleets.members("lab", "c1", CommandPages.all(), page.get(0).id(), 10).stream()
                        .map(StoredCommand::deviceId)
                        .toList());
    }

    @Test
    void closesWhatIsOverdueAndForgetsWhatWasClosedLongAgo() {
        add("c1", "c2");
        sql.update("UPDATE command SET expires_at = now() WHERE command_id = 'c1'");

        assertEquals(1, queue.expire());
        assertEquals(CommandState.EXPIRED, state("c1"));
        assertEquals(0, queue.forget(Duration.ofHours(1)));

        sql.update("UPDATE command SET closed_at = now() - interval '2 hours' WHERE command_id = 'c1'");
        assertEquals(1, queue.forget(Duration.ofHours(1)));
        assertEquals(1, database.number("SELECT count(*) FROM command"));
    }

    @Test
    void takesAFleetsCommandBackWhereOneMemberHasAnotherOfThatId() {
        store.add(request("c1", "off"), "admin", second);

        Problem refusal = assertThrows(
                Problem.class,
                () -> store.addToFleet(ofFleet("c1"), "admin", List.of(first, second), Set.of(first.rowId())));

        assertEquals(409, refusal.status());
        assertTrue(store.find(first, "c1").isEmpty());
    }

    @Test
    void claimsForTheCallerOnlyTheMembersThatItNames() {
        CommandStore.Added added =
                store.addToFleet(ofFleet("c1"), "admin", List.of(first, second), Set.of(first.rowId()));

        assertEquals(2, added.rows());
        assertEquals(1, added.claimed().length);
        assertEquals(
                List.of(second.rowId()),
                queue.waiting(Waiting.NONE, 10).stream()
                        .map(Waiting::deviceRowId)
                        .toList());
    }

    @Test
    void keepsTheFirstAnswerAndCountsWhatNamesNoCommand() {
        add("c1");
        send();

        answers.keep(answer("c1", "success"));
        answers.keep(answer("c1", "error"));
        answers.keep(answer("unknown", "success"));

        assertEquals(CommandState.SUCCEEDED, state("c1"));
        assertEquals(List.of(new Kept(0, 1, 0, 0), new Kept(0, 0, 0, 0), new Kept(0, 0, 0, 1)), kept.fired());
    }

    @Test
    void cancelsWhatWaitsWithAnAuditRecordAndNothingElse() {
        add("c1", "c2");
        send();
        answers.keep(answer("c2", "success"));

        assertTrue(store.cancel(first, "c1"));
        assertFalse(store.cancel(first, "c2"));

        assertEquals(CommandState.CANCELLED, state("c1"));
        assertEquals(1, database.number("SELECT count(*) FROM audit WHERE action = 'command.cancel'"));
    }

    private static Device device(String deviceId) {
        long id = database.addDevice(deviceId);
        return new Device(id, deviceId, deviceId, "sensor", null, Device.Status.ACTIVE);
    }

    private static void add(String... ids) {
        for (String id : ids) {
            store.add(request(id, "on " + id), "admin", first);
        }
    }

    private static void send() {
        queue.sent(queue.claim(waiting()).stream().mapToLong(Delivery::id).toArray());
    }

    private static int missed(Instant since, Instant until) {
        return queue.repeat(List.of(new Missed(first.rowId(), since, until)));
    }

    private static double secondsToNextAttempt() {
        return sql.one(
                "SELECT CAST(extract(epoch FROM next_attempt_at - now()) AS double precision) FROM command",
                row -> row.getDouble(1));
    }

    /** As if so many seconds had gone by since everything. */
    private static void passTime(double seconds) {
        sql.update(
                "UPDATE command SET next_attempt_at = next_attempt_at - given.age, sent_at = sent_at - given.age,"
                        + " last_sent_at = last_sent_at - given.age FROM (SELECT ? * interval '1 second' AS age) AS given",
                seconds);
    }

    private static List<Long> waitingIds() {
        return queue.waiting(Waiting.NONE, 100).stream().map(Waiting::id).toList();
    }

    private static JsonObject shown(String id) {
        return store.find(first, id).orElseThrow().describe();
    }

    private static Instant at(JsonObject shown, String member) {
        return Instant.parse(shown.getString(member));
    }

    private static StatusReported report(String id, String status) {
        JsonObject said = Json.createObjectBuilder()
                .add("command_id", id)
                .add("status", status)
                .build();
        return new StatusReported(first.rowId(), "first", "command_response", said, Instant.now(), Instant.now());
    }

    private static long[] waiting() {
        return queue.waiting(Waiting.NONE, 100).stream().mapToLong(Waiting::id).toArray();
    }

    private static CommandState state(String id) {
        return store.find(first, id).orElseThrow().state();
    }

    private static CommandRequest request(String id, String command) {
        return CommandRequest.forDevice(json(id, command), Duration.ofHours(1));
    }

    private static CommandRequest ofFleet(String id) {
        return CommandRequest.forFleet(json(id, "on"), "lab", Duration.ofHours(1));
    }

    private static byte[] json(String id, String command) {
        String json = "{\"command_id\":\"%s\",\"command_type\":\"control\",\"command\":\"%s\"}";
        return json.formatted(id, command).getBytes(StandardCharsets.UTF_8);
    }

    private static CommandAnswers.Answer answer(String id, String status) {
        JsonObject said = Json.createObjectBuilder().add("status", status).build();
        return CommandAnswers.Answer.of(first.rowId(), id, said, Instant.now()).orElseThrow();
    }
}
