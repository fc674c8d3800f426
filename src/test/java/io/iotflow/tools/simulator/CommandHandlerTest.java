package io.iotflow.tools.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandHandlerTest {

    private final List<String> done = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private final CommandHandler commands = new CommandHandler(new Diary(), answers::add);

    @Test
    void changesTheInterval() {
        receive("c-1", "config", "{\"interval\":30}");

        assertEquals(List.of("every PT30S"), done);
        assertEquals(List.of(new Answer("c-1", Answer.Status.succeeded, "measures every 30 s")), answers);
    }

    @Test
    void restartsReportsAndFails() {
        receive("c-1", "control", "{\"action\":\"restart\"}");
        receive("c-2", "control", "{\"action\":\"report\"}");
        receive("c-3", "control", "{\"action\":\"fault\",\"fault\":\"stuck\",\"seconds\":60}");

        assertEquals(List.of("restart", "report", "stuck for PT1M"), done);
        assertTrue(answers.stream().allMatch(it -> it.status() == Answer.Status.succeeded), answers.toString());
    }

    @Test
    void saysThatItInstallsAndLaterThatItRuns() {
        receive("c-1", "firmware", "{\"version\":\"2.0.0\"}");
        assertEquals(Answer.Status.in_progress, answers.get(0).status());

        commands.conclude(new Answer("c-1", Answer.Status.succeeded, "runs 2.0.0"));
        receive("c-1", "firmware", "{\"version\":\"2.0.0\"}");

        assertEquals(List.of("install 2.0.0"), done);
        assertEquals(Answer.Status.succeeded, answers.get(2).status());
    }

    @Test
    void answersACommandThatComesAgainButDoesItOnce() {
        receive("c-1", "config", "{\"interval\":30}");
        receive("c-1", "config", "{\"interval\":30}");

        assertEquals(1, done.size());
        assertEquals(2, answers.size());
        assertEquals(answers.get(0), answers.get(1));
    }

    @Test
    void doesNotDoWhatIsTooLate() {
        commands.receive(Json.readObject("{\"command_id\":\"c-1\",\"command_type\":\"control\",\"command\":{\"action\":"
                + "\"restart\"},\"expires_at\":\"" + Instant.now().minusSeconds(1) + "\"}"));

        assertEquals(List.of(), done);
        assertEquals("it has expired", answers.get(0).message());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "config | {\"interval\":0}",
                "config | {\"interval\":86401}",
                "config | {\"interval\":1.5}",
                "config | {\"interval\":\"30\"}",
                "config | {}",
                "config | 30",
                "control | {\"action\":\"explode\"}",
                "control | {\"action\":\"fault\",\"fault\":\"none\",\"seconds\":60}",
                "control | {\"action\":\"fault\",\"fault\":\"stuck\"}",
                "firmware | {}",
                "firmware | {\"version\":7}",
                "other | {\"interval\":30}",
            })
    void refusesWhatItCannotDoAndSaysWhy(String type, String command) {
        receive("c-1", type, command);

        assertEquals(List.of(), done);
        assertEquals(Answer.Status.failed, answers.get(0).status());
        assertTrue(answers.get(0).message().length() > 10, answers.toString());
    }

    @Test
    void isSilentWithoutAnId() {
        commands.receive(Json.readObject("{\"command_type\":\"control\",\"command\":{\"action\":\"restart\"}}"));

        assertTrue(done.isEmpty() && answers.isEmpty());
    }

    private void receive(String id, String type, String command) {
        commands.receive(Json.readObject(
                "{\"command_id\":\"%s\",\"command_type\":\"%s\",\"command\":%s}".formatted(id, type, command)));
    }

    /** Writes down what a device is told. */
    private final class Diary implements CommandHandler.Actions {

        @Override
        public void measureEvery(Duration interval) {
            done.add("every " + interval);
        }

        @Override
        public void restart() {
            done.add("restart");
        }

        @Override
        public void report() {
            done.add("report");
        }

        @Override
        public void fail(Fault fault, Duration length) {
            done.add(fault + " for " + length);
        }

        @Override
        public void install(String version, Answer whenDone) {
            done.add("install " + version);
        }
    }
}
