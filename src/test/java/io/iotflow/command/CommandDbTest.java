package io.iotflow.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.command.CommandQueue.Delivery;
import io.iotflow.command.CommandQueue.Waiting;
import io.iotflow.device.Device;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
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
    private static CommandStore store;
    private static CommandQueue queue;
    private static TestEvent<CommandAnswers.Kept> kept;
    private static CommandAnswers answers;
    private static Device first;
    private static Device second;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        sql = database.sql();
        store = new CommandStore(sql, new AuditLog(sql, new Actor()));
        queue = new CommandQueue(sql);
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
        assertEquals(List.of(), queue.waiting(0, 10));

        sql.update("UPDATE command SET claimed_until = now() - interval '1 second'"); // its node died
        assertEquals(1, queue.claim(ids).size());
    }

    @Test
    void claimsOfADeviceInTheOrderInWhichTheyWereSent() {
        add("c1", "c2", "c3");

        List<Delivery> claimed = queue.claimOf(new long[] {first.id()}, 2);

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

        assertEquals(1, queue.sent(new long[] {ids[0]}));
        queue.release(new long[] {ids[1]});

        assertEquals(CommandState.SENT, state("c1"));
        assertEquals(List.of(new Waiting(ids[1], first.id())), queue.waiting(0, 10));
    }

    @Test
    void repeatsForADeviceThatCameBackWhatWasSentBeforeButNotForEver() {
        add("c1");
        send();

        assertEquals(0, queue.requeue(Map.of(first.id(), Instant.now().minusSeconds(60))));
        for (int attempt = 1; attempt < CommandQueue.MAX_ATTEMPTS; attempt++) {
            assertEquals(1, queue.requeue(Map.of(first.id(), Instant.now().plusSeconds(60))));
            send();
        }
        assertEquals(0, queue.requeue(Map.of(first.id(), Instant.now().plusSeconds(60))));
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
                () -> store.addToFleet(ofFleet("c1"), "admin", List.of(first, second), Set.of(first.id())));

        assertEquals(409, refusal.status());
        assertTrue(store.find(first, "c1").isEmpty());
    }

    @Test
    void claimsForTheCallerOnlyTheMembersThatItNames() {
        CommandStore.Added added = store.addToFleet(ofFleet("c1"), "admin", List.of(first, second), Set.of(first.id()));

        assertEquals(2, added.rows());
        assertEquals(1, added.claimed().length);
        assertEquals(
                List.of(second.id()),
                queue.waiting(0, 10).stream().map(Waiting::device).toList());
    }

    @Test
    void keepsTheFirstAnswerAndCountsWhatNamesNoCommand() {
        add("c1");
        send();

        answers.keep(answer("c1", "success"));
        answers.keep(answer("c1", "error"));
        answers.keep(answer("unknown", "success"));

        assertEquals(CommandState.SUCCEEDED, state("c1"));
        assertEquals(
                List.of(
                        new CommandAnswers.Kept(1, 0, 0),
                        new CommandAnswers.Kept(0, 0, 0),
                        new CommandAnswers.Kept(0, 0, 1)),
                kept.fired());
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

    private static long[] waiting() {
        return queue.waiting(0, 100).stream().mapToLong(Waiting::id).toArray();
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
        return CommandAnswers.Answer.of(first.id(), id, said, Instant.now()).orElseThrow();
    }
}
