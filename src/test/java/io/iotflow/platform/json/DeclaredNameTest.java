package io.iotflow.platform.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.platform.problem.Problem;
import org.junit.jupiter.api.Test;

class DeclaredNameTest {

    private static final DeclaredName NAME = new DeclaredName("rule", "trial");

    private static String read(String json, String pathName) {
        RequestBody body = RequestBody.of(Json.readObject(json));
        String name = NAME.read(body, pathName);
        body.check();
        return name;
    }

    private static String failure(String json, String pathName) {
        return assertThrows(Problem.class, () -> read(json, pathName)).getMessage();
    }

    @Test
    void isSaidByTheBodyOrThePath() {
        assertEquals("fan.hot-2_b", read("{\"name\":\"fan.hot-2_b\"}", null));
        assertEquals("fan", read("{}", "fan"));
        assertEquals("fan", read("{\"name\":\"fan\"}", "fan"));
        assertEquals("name is required", failure("{}", null));
        assertEquals("name must be the name in the path: a rule keeps its name", failure("{\"name\":\"a\"}", "b"));
    }

    @Test
    void isShortAndPlainAndNoneThatAPathHas() {
        String why =
                "name must be 1 to 64 lower-case letters, digits, '.', '_' or '-', the first a letter or digit, and none"
                        + " of trial";
        for (String name : new String[] {"Fan", "-fan", "fan hot", "a".repeat(65), "trial"}) {
            assertEquals(why, failure("{\"name\":\"" + name + "\"}", null));
        }
    }
}
