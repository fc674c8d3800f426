package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.device.DeviceTopics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionOwnersTest {

    private static final Admission ADMISSION =
            new Admission("pump/1", 7, Instant.MAX, new DeviceTopics("pump", List.of()));

    @TempDir
    private Path folder;

    private final Set<String> sessions = new HashSet<>();

    @Test
    void aClientIdWithASessionStaysItsOwners() {
        SessionOwners owners = owners();
        assertTrue(owners.claim("c", "pump/1", false));
        sessions.add("c");

        assertFalse(owners.claim("c", "valve/2", false));
        assertTrue(owners.claim("c", "pump/1", false));
        sessions.clear();
        assertTrue(owners.claim("c", "valve/2", false));
    }

    @Test
    void ownersOfKeptSessionsAreKnownAfterARestart() {
        owners().claim("c", "pump/1", true);
        sessions.add("c");

        assertFalse(owners().claim("c", "valve/2", true));
    }

    @Test
    void aSessionThatIsKeptFromTheSecondTimeOnIsKnownAfterARestart() {
        SessionOwners owners = owners();
        owners.claim("c", "pump/1", false);
        owners.claim("c", "pump/1", true);
        sessions.add("c");

        assertFalse(owners().claim("c", "valve/2", true));
    }

    @Test
    void anAdmissionIsItsOwnersOnly() {
        SessionOwners owners = owners();
        owners.claim("c", "pump/2", false);
        owners.admit("c", ADMISSION);

        assertEquals(Optional.empty(), owners.of("c").orElseThrow().admission());
    }

    @Test
    void whatChangedMeanwhileIsNotReplaced() {
        SessionOwners owners = owners();
        owners.claim("c", "pump/1", false);
        SessionOwners.Owner before = owners.of("c").orElseThrow();
        owners.admit("c", ADMISSION);

        assertFalse(owners.replace("c", before, before.without()));
        assertEquals(Optional.of(ADMISSION), owners.of("c").orElseThrow().admission());
    }

    @Test
    void aSessionUnderAClientIdThatWasUsedBeforeCountsAgain() {
        SessionOwners owners = owners();
        owners.claim("c0", "pump/1", false);
        owners.claim("c1", "pump/1", false);
        assertFalse(owners.hasMany("pump/1", "c2", 2)); // both are over
        owners.claim("c0", "pump/1", false);
        owners.claim("c1", "pump/1", false);
        sessions.addAll(Set.of("c0", "c1"));

        assertTrue(owners.hasMany("pump/1", "c2", 2));
    }

    @Test
    void aSessionCountsThatTheBrokerHadNotYetWhenItWasLookedFor() {
        SessionOwners owners = owners();
        owners.claim("c", "pump/1", false);
        assertFalse(owners.hasMany("pump/1", "more", 1));
        sessions.add("c");
        owners.count("c", "pump/1");

        assertTrue(owners.hasMany("pump/1", "more", 1));
    }

    private SessionOwners owners() {
        return new SessionOwners(folder.resolve("owners"), sessions::contains);
    }
}
