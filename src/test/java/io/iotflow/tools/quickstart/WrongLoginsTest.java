package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongLoginsTest {

    private final AtomicLong clock = new AtomicLong();
    private final WrongLogins logins = new WrongLogins(3, clock::get);

    @Test
    void anAddressWithTooManyWrongKeysIsStoppedAndTheOthersAreNot() {
        for (int i = 0; i < 3; i++) {
            assertTrue(logins.mayTry("a", "pump"));
            logins.wrong("a", "pump");
        }
        assertFalse(logins.mayTry("a", "pump"));
        assertTrue(logins.mayTry("b", "pump"));
        clock.addAndGet(Duration.ofSeconds(20).toNanos());
        assertTrue(logins.mayTry("a", "pump"));
    }

    @Test
    void aDeviceThatWasLetInLatelyIsNotLockedOutByItsNeighbour() {
        logins.right("a", "valve");
        for (int i = 0; i < 10; i++) {
            logins.wrong("a", "pump");
        }
        assertTrue(logins.mayTry("a", "valve"));
        assertFalse(logins.mayTry("a", "pump"));
    }
}
