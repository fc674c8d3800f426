package io.iotflow.platform.listener;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RequestSlotsTest {

    private final RequestSlots slots = new RequestSlots(3, 2);

    @Test
    void aCallerWithItsShareLeavesTheOthersTheirs() {
        assertTrue(slots.take("a"));
        assertTrue(slots.take("a"));
        assertFalse(slots.take("a"));
        assertTrue(slots.take("b"));
        assertFalse(slots.take("c"), "all together have theirs");
        slots.giveBack("a");
        assertTrue(slots.take("c"));
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        for (int i = 0; i < 10; i++) {
            assertTrue(slots.take("a"));
            assertTrue(slots.take("a"));
            slots.giveBack("a");
            slots.giveBack("a");
        }
    }
}
