package io.iotflow.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00Z");

    private static Optional<JsonValue> evaluate(String text, String payload) throws Exception {
        Object value = payload == null ? null : JsonataValues.of(Json.read(payload));
        Expression.Given given =
                new Expression.Given(value, "tele/kitchen/SENSOR", List.of("tele", "kitchen", "SENSOR"), NOW);
        return Expression.of("fields", text).evaluate(given, new EvaluationBounds());
    }

    private static String failure(String text, String payload) {
        return assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(MappingFailed.class, () -> evaluate(text, payload))
                        .detail());
    }

    private static String refusal(String text) {
        return assertThrows(BadExpression.class, () -> Expression.of("fields", text))
                .getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.b | {\"a\":{\"b\":21.5}} | 21.5",
                "$topic | {} | \"tele/kitchen/SENSOR\"",
                "$level[1] | {} | \"kitchen\"",
                "a | {\"a\":9007199254740993} | 9007199254740993",
                "a / 2 | {\"a\":3} | 1.5",
                "a/2 | {\"a\":4} | 2",
                "(a)/(b) | {\"a\":4,\"b\":2} | 2",
                "\"a/b/c\" | {} | \"a/b/c\"",
                "/* a comment / here */ $.a | {\"a\":1} | 1",
                "$ | \"ON\" | \"ON\"",
                "$now() | {} | \"2026-11-28T10:00:00.000Z\"",
                "$millis() | {} | 1795860000000",
                "$replace(\"a.b.c\", \".\", \"_\", 1) | {} | \"a_b.c\"",
                "$replace(\"a.b.c\", \".\", \"$1\") | {} | \"a$1b$1c\"",
                "$join([\"a\",\"b\"], \"-\") | {} | \"a-b\"",
                "$pad(\"a\", 3) | {} | \"a  \"",
                "$round(1.25, 1) | {} | 1.2",
                "$split(\"a,b\", \",\")[1] | {} | \"b\"",
                "{ $level[1]: $ } | 21.5 | {\"kitchen\":21.5}"
            })
    void readsPayloadAndTopic(String expression, String payload, String expected) throws Exception {
        assertEquals(Json.read(expected), evaluate(expression, payload).orElseThrow());
    }

    @Test
    void givesNothingForWhatIsNotThere() throws Exception {
        assertEquals(Optional.empty(), evaluate("a.b.c", "{}"));
        assertEquals(Optional.empty(), evaluate("$", null));
    }

    @Test
    void saysWhereAnExpressionIsWrong() {
        assertTrue(refusal("a.b +").contains("position"), refusal("a.b +"));
        assertTrue(refusal("{ \"a\": ").startsWith("is no JSONata expression"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$match(a, /(a+)+$/)",
                "$contains(a, /x/i)",
                "/ab+/",
                "a ~> $replace(/x/, \"y\")",
                "[/x/]",
                "( $r := /x/; $match(a, $r) )",
                "a = /x/"
            })
    void refusesRegularExpressions(String text) {
        assertTrue(refusal(text).contains("regular expression"), refusal(text));
    }

    @Test
    void refusesWhatWouldSwitchTheBoundsOff() {
        assertEquals("must not contain __evaluate", refusal("( $__evaluate_entry := nothing; 1 )"));
        assertEquals("must not contain __evaluate", refusal("(function($__evaluate_exit) { 1 })(nothing)"));
    }

    @Test
    void evaluatesNoText() {
        assertTrue(failure("$eval(\"1+1\")", "{}").contains("fails"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "( $f := function($n) { $f($n + 1) + 1 }; $f(0) )",
                "( $f := function($n) { $f($n + 1) }; $f(0) )",
                "( $f := function($s) { $f($s & $s) }; $f(\"ab\") )",
                "( $f := function($s) { $f([$s, $s]) }; $f(1) )",
                "( $f := function($s) { $f($append($s, $s)) }; $f([1,2]) )",
                "( $f := function($s, $n) { $n = 0 ? $string($s) : $f({\"a\": $s, \"b\": $s}, $n - 1) }; $f(1, 40) )",
                "$sum([1..10000000])",
                "[1..10000000]",
                "$map([1..40000], function($v) { $v * $v })",
                "$pad(\"a\", 1000000000)",
                "$join($map([1..40000], $string), $pad(\"\", 60000, \"x\"))",
                "$join($map([1..400], function($v) { \"a\" }), $pad(\"\", 60000, \"x\"))",
                "$replace($pad(\"\", 60000, \"a\"), \"a\", $pad(\"\", 60000, \"b\"))",
                "$round(1.5, 1000000000)",
                "$map([1..200], function($v) { $map([1..200], function($w) { $w }) })"
            })
    void stopsWhatDoesNotEndOrGrows(String text) {
        String detail = failure(text, "{}");

        assertTrue(detail.startsWith("fields "), detail);
    }

    @Test
    void stopsWhatCallsItselfBeforeTheStackEnds() {
        String detail = failure("( $f := function($n) { $f($n + 1) + 1 }; $f(0) )", "{}");

        assertTrue(detail.contains("nested more than " + EvaluationBounds.MAX_DEPTH), detail);
    }

    @Test
    void refusesAnExpressionThatIsTooLongOrTooDeep() {
        assertEquals("must be at most 4000 characters", refusal("1".repeat(4001)));
        String deep = "(".repeat(1900) + "1" + ")".repeat(1900);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            try {
                evaluate(deep, "{}");
            } catch (BadExpression | MappingFailed e) {
                assertTrue(e.getMessage().contains("deep") || e.getMessage().contains("end"), e.getMessage());
            }
        });
    }

    @Test
    void isNotWhatIsNoJson() {
        assertEquals("fields gives a function", failure("$sum", "{}"));
        assertEquals("fields gives a function", failure("function($x) { $x }", "{}"));
    }

    @Test
    void saysWhatFailed() {
        String detail = failure("$number(a)", "{\"a\":\"x\"}");

        assertTrue(detail.startsWith("fields fails: "), detail);
        assertTrue(failure("$error(\"no sensor\")", "{}").contains("no sensor"));
        assertTrue(failure("a + 1", "{\"a\":\"x\"}").contains("fails"));
    }
}
