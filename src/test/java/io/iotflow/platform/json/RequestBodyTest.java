package io.iotflow.platform.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBodyTest {

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "\"a\"", "null"})
    void refusesABodyThatIsNoObject(String json) {
        Problem problem = assertThrows(Problem.class, () -> body(json));
        assertEquals(List.of(new Violation("body", "must be a JSON object")), problem.violations());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}"})
    void answers400ForABodyThatIsNoJson(String json) {
        assertEquals(400, assertThrows(Problem.class, () -> body(json)).status());
    }

    @Test
    void refusesAMemberThatNobodyReadAndListsTheOthers() {
        RequestBody body = body("{\"name\": \"a\", \"expires_in\": 60}");
        body.required("name");
        body.optional("role");

        assertEquals(
                List.of(new Violation("expires_in", "is not a known member; there are name, role")), violations(body));
    }

    @Test
    void readsATextWithoutTheSpaceAroundIt() {
        assertEquals("a b", body("{\"name\": \"  a b\\t\"}").required("name"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\": null}", "{\"name\": \"\"}", "{\"name\": \" \\t\"}"})
    void missesARequiredText(String json) {
        RequestBody body = body(json);
        assertNull(body.required("name"));
        assertEquals(List.of(new Violation("name", "is required")), violations(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"name\": null}", "{\"name\": \"\"}", "{\"name\": \" \\t\"}"})
    void doesNotMissAnOptionalText(String json) {
        RequestBody body = body(json);
        assertNull(body.optional("name", 10));
        assertNull(body.optional("name"));
        assertDoesNotThrow(body::check);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "true", "[]", "{}"})
    void refusesATextOfAnotherType(String value) {
        RequestBody body = body("{\"name\": " + value + "}");
        body.optional("name", 10);
        assertEquals(List.of(new Violation("name", "must be a string")), violations(body));
    }

    @Test
    void takesATextAsLongAsAllowed() {
        RequestBody body = body("{\"name\": \" 12345 \"}");
        body.optional("name", 5);
        assertDoesNotThrow(body::check);
    }

    @Test
    void refusesALongerText() {
        RequestBody body = body("{\"name\": \"123456\"}");
        body.optional("name", 5);
        assertEquals(List.of(new Violation("name", "must be at most 5 characters, is 6")), violations(body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\nb", "a\\u0000b", "a\\u007fb", "a\\ud800b", "\\udc00\\ud800"})
    void refusesControlCharactersAndBrokenUnicode(String text) {
        RequestBody body = body("{\"name\": \"" + text + "\"}");
        body.optional("name", 10);
        assertEquals(
                List.of(new Violation("name", "must not contain control characters or broken Unicode")),
                violations(body));
    }

    @Test
    void answersEverythingThatIsWrongTogether() {
        RequestBody body = body("{\"b\": 5}");
        body.required("a");
        body.required("b");
        body.violation("c", "is odd");
        assertEquals(
                List.of(
                        new Violation("a", "is required"),
                        new Violation("b", "must be a string"),
                        new Violation("c", "is odd")),
                violations(body));
    }

    @Test
    void knowsBrokenUnicode() {
        assertTrue(RequestBody.isWellFormed("a😀b"));
        assertFalse(RequestBody.isWellFormed("a\ud83d"));
        assertFalse(RequestBody.isWellFormed("\ude00b"));
        assertFalse(RequestBody.isWellFormed("\ud83d\ud83d\ude00"));
    }

    private static List<Violation> violations(RequestBody body) {
        return assertThrows(Problem.class, body::check).violations();
    }

    private static RequestBody body(String json) {
        return RequestBody.of(json.getBytes(StandardCharsets.UTF_8));
    }
}
