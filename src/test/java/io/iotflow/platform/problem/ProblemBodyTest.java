package io.iotflow.platform.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemBodyTest {

    @Test
    void hasTheMembersOfRfc9457AndThoseOfOldClients() {
        assertEquals(json("""
                        {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "no such device",
                         "instance": "/api/v1/x", "error": "Not Found", "message": "no such device"}"""), body(Problem.notFound("no such device")));
    }

    @Test
    void namesEveryViolation() {
        JsonObject body = body(Problem.invalid(
                List.of(new Violation("name", "is required"), new Violation("points[3].fields", "are missing"))));
        assertEquals(json("""
                        {"v": [{"field": "name", "message": "is required"},
                               {"field": "points[3].fields", "message": "are missing"}]}""").get("v"), body.get("violations"));
    }

    @Test
    void saysTheFirstViolationAndHowManyFollow() {
        Problem problem = Problem.invalid(
                List.of(new Violation("a", "is required"), new Violation("b", "is odd"), new Violation("c", "is odd")));
        assertEquals("a is required (and 2 more)", body(problem).getString("detail"));
    }

    @Test
    void hasNoViolationsWhereNoneIsKnown() {
        assertFalse(body(Problem.conflict("taken")).containsKey("violations"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, Bad Request",
        "429, Too Many Requests",
        "503, Service Unavailable",
        "499, Error",
    })
    void isTitledAsTheStatus(int status, String title) {
        assertEquals(title, body(Problem.of(status, "x")).getString("title"));
    }

    @Test
    void saysNothingOfTheCause() {
        Problem problem = Problem.unavailable(
                "try later", Duration.ofSeconds(5), new IllegalStateException("password=secret in SELECT 1"));
        assertFalse(ProblemBody.of(problem, "/x").contains("secret"));
    }

    @Test
    void escapesWhatACallerSent() {
        assertEquals(
                "no \"device\" \\ \n",
                body(Problem.notFound("no \"device\" \\ \n")).getString("detail"));
    }

    private static JsonObject body(Problem problem) {
        return json(ProblemBody.of(problem, "/api/v1/x"));
    }

    private static JsonObject json(String text) {
        return Json.createReader(new StringReader(text)).readObject();
    }
}
