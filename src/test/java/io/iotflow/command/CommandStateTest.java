package io.iotflow.command;

import static io.iotflow.command.CommandState.CANCELLED;
import static io.iotflow.command.CommandState.EXPIRED;
import static io.iotflow.command.CommandState.FAILED;
import static io.iotflow.command.CommandState.IN_PROGRESS;
import static io.iotflow.command.CommandState.QUEUED;
import static io.iotflow.command.CommandState.SENT;
import static io.iotflow.command.CommandState.SUCCEEDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandStateTest {

    @Test
    void goesTheWholeWayAndNotBack() {
        assertTrue(QUEUED.mayBecome(SENT));
        assertFalse(SENT.mayBecome(QUEUED));
        assertTrue(SENT.mayBecome(IN_PROGRESS));
        assertTrue(IN_PROGRESS.mayBecome(SUCCEEDED));
        assertFalse(IN_PROGRESS.mayBecome(SENT));
        assertTrue(SENT.mayBecome(SUCCEEDED));
        assertTrue(SENT.mayBecome(FAILED));
    }

    @ParameterizedTest
    @EnumSource(names = {"SUCCEEDED", "FAILED"})
    void keepsTheFirstAnswer(CommandState answered) {
        for (CommandState next : CommandState.values()) {
            assertFalse(answered.mayBecome(next));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPIRED", "CANCELLED"})
    void takesALateAnswerAndNothingElse(CommandState closed) {
        for (CommandState next : CommandState.values()) {
            assertEquals(next.isAnswered(), closed.mayBecome(next));
        }
    }

    @Test
    void expiresAndIsCancelledOnlyWhileItIsOpen() {
        Set<String> open = Set.of("queued", "sent", "in_progress");
        assertEquals(open, Set.of(EXPIRED.predecessors()));
        assertEquals(open, Set.of(CANCELLED.predecessors()));
    }

    @Test
    void maySucceedFromEverywhereButAnAnswer() {
        assertEquals(
                new TreeSet<>(Set.of("queued", "sent", "in_progress", "expired", "cancelled")),
                new TreeSet<>(Set.of(SUCCEEDED.predecessors())));
    }

    @Test
    void showsBothAnswersAsAcknowledgedWithTheirResult() {
        assertEquals("acknowledged", SUCCEEDED.shown());
        assertEquals("succeeded", SUCCEEDED.result());
        assertEquals("acknowledged", FAILED.shown());
        assertEquals("failed", FAILED.result());
        assertEquals("sent", SENT.shown());
        assertNull(SENT.result());
    }

    @ParameterizedTest
    @ValueSource(strings = {"succeeded", "success", "OK", " Completed ", "done", "executed"})
    void understandsWordsOfSuccess(String word) {
        assertEquals(Optional.of(SUCCEEDED), CommandState.ofAnswer(word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed", "Error", "rejected", "unsupported"})
    void understandsWordsOfFailure(String word) {
        assertEquals(Optional.of(FAILED), CommandState.ofAnswer(word));
    }

    @ParameterizedTest
    @ValueSource(strings = {"received", "in_progress", "Acknowledged"})
    void understandsWordsOfReceipt(String word) {
        assertEquals(Optional.of(IN_PROGRESS), CommandState.ofAnswer(word));
    }

    @Test
    void isRepeatedUntilItsDeviceSaysSomething() {
        assertEquals(
                List.of(QUEUED, SENT),
                Stream.of(CommandState.values())
                        .filter(CommandState::isRepeated)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "maybe", "succeeded?", "İ"})
    void takesNoOtherWordForAnAnswer(String word) {
        assertEquals(Optional.empty(), CommandState.ofAnswer(word));
    }

    @Test
    void filtersByWhatIsShownAndByTheResult() {
        assertEquals(Optional.of(List.of(SUCCEEDED, FAILED)), CommandState.ofFilter("acknowledged"));
        assertEquals(Optional.of(List.of(FAILED)), CommandState.ofFilter("failed"));
        assertEquals(Optional.of(List.of(QUEUED)), CommandState.ofFilter("queued"));
        assertEquals(Optional.empty(), CommandState.ofFilter("QUEUED"));
    }
}
