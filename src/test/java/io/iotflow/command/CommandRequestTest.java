package io.iotflow.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandRequestTest {

    private static final Duration TTL = Duration.ofDays(1);

    @Test
    void fillsInWhatTheRequestLeavesOut() {
        CommandRequest request = read("{\"command_type\":\"control\",\"command\":\"reboot\"}");

        assertEquals(2, request.qos());
        assertEquals(TTL, Duration.between(request.createdAt(), request.expiresAt()));
        assertTrue(CommandRequest.isId(request.commandId()));
    }

    @Test
    void sendsTheCommandWithItsIdTypeAndTime() {
        CommandRequest request =
                read("{\"command_type\":\"config\",\"command\":{\"a\":[1.0,null,\"x\"]},\"command_id\":\"c:1\"}");

        JsonObject sent = Json.readObject(request.payload());
        assertEquals("c:1", sent.getString("command_id"));
        assertEquals("config", sent.getString("command_type"));
        assertEquals("{\"a\":[1.0,null,\"x\"]}", sent.getJsonObject("command").toString());
        assertEquals(request.createdAt(), Instant.parse(sent.getString("timestamp")));
        assertEquals(request.expiresAt(), Instant.parse(sent.getString("expires_at")));
        assertEquals("iotflow_api", sent.getString("source"));
        assertFalse(sent.containsKey("group_id"));
    }

    @Test
    void takesTheTimestampOfThePrototypesClientsAndSendsItsOwnTime() {
        String body = "{\"command_type\": \"config\", \"command\": {\"interval\": 30}, \"timestamp\": %s}";

        CommandRequest text = read(body.formatted("\"2025-06-01T12:00:00\""));
        CommandRequest none = read(body.formatted("null"));

        assertEquals(
                text.createdAt(), Instant.parse(Json.readObject(text.payload()).getString("timestamp")));
        assertEquals("{\"interval\":30}", none.command().toString());
        assertEquals(
                CommandType.CONTROL,
                CommandRequest.forFleet(bytes("{\"command\": 1, \"timestamp\": null}"), "g1", TTL)
                        .type());
    }

    @Test
    void isAControlCommandForAFleetUnlessItSaysOtherwise() {
        CommandRequest request = CommandRequest.forFleet(bytes("{\"command\":1}"), "g1", TTL);

        assertEquals(CommandType.CONTROL, request.type());
        assertEquals("g1", Json.readObject(request.payload()).getString("group_id"));
    }

    @Test
    void isTheSameWhateverTheOrderOfItsMembers() {
        CommandRequest request =
                read("{\"command_type\":\"control\",\"command\":{\"a\":1,\"b\":2.50},\"command_id\":\"c\"}");

        assertTrue(request.isSameAs(
                stored(read("{\"command_id\":\"c\",\"command\":{\"b\":2.50,\"a\":1},\"command_type\":\"control\"}"))));
        assertFalse(request.isSameAs(
                stored(read("{\"command_id\":\"c\",\"command\":{\"b\":2.50,\"a\":2},\"command_type\":\"control\"}"))));
        assertFalse(request.isSameAs(
                stored(read("{\"command_id\":\"c\",\"command\":{\"a\":1,\"b\":2.50},\"command_type\":\"config\"}"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"command_type\":\"control\"}",
                "{\"command_type\":\"control\",\"command\":null}",
                "{\"command\":1}",
                "{\"command_type\":\"other\",\"command\":1}",
                "{\"command_type\":\"CONTROL\",\"command\":1}",
                "{\"command_type\":1,\"command\":1}",
                "{\"command_type\":\"control\",\"command\":\"\\ud83d\"}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"\"}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":null}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"a b\"}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"a\\n\"}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":\"a/b\"}",
                "{\"command_type\":\"control\",\"command\":1,\"command_id\":7}",
                "{\"command_type\":\"control\",\"command\":1,\"qos\":3}",
                "{\"command_type\":\"control\",\"command\":1,\"expires_in\":0}",
                "{\"command_type\":\"control\",\"command\":1,\"expires_in\":99999999}",
                "{\"command_type\":\"control\",\"command\":1,\"expires_in\":\"60\"}"
            })
    void refusesWhatIsNotRight(String body) {
        assertEquals(400, assertThrows(Problem.class, () -> read(body)).status());
    }

    private static CommandRequest read(String body) {
        return CommandRequest.forDevice(bytes(body), TTL);
    }

    private static StoredCommand stored(CommandRequest it) {
        return new StoredCommand(
                1,
                it.commandId(),
                "d",
                it.groupId(),
                it.type().wire(),
                "t",
                it.payload(),
                it.qos(),
                CommandState.QUEUED,
                0,
                it.createdAt(),
                "admin",
                it.expiresAt(),
                null,
                null,
                it.createdAt(),
                null,
                null,
                null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
