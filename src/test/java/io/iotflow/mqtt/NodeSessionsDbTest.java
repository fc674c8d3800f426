package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.mqtt.NodeSessions.Node;
import io.iotflow.stack.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeSessionsDbTest {

    private static final Duration LEASE = Duration.ofMinutes(5);

    private static TestDatabase database;
    private static NodeSessions nodes;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
        nodes = new NodeSessions(database.sql());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        database.sql().update("TRUNCATE node_session");
        nodes.beat("gone");
    }

    private static Node gone() {
        return nodes.others("me").get(0);
    }

    @Test
    void aNodeSeesTheOthersAndThatTheyBeat() {
        nodes.beat("me");
        Node before = gone();

        nodes.beat("gone");

        assertEquals(1, nodes.others("me").size());
        assertNotEquals(before, gone());
        assertEquals(
                List.of("gone", "me"),
                List.of(gone().clientId(), nodes.others("gone").get(0).clientId()));
    }

    @Test
    void oneHoldsASessionAndMayGoOn() {
        assertTrue(nodes.hold("me", gone(), LEASE));

        assertFalse(nodes.hold("other", gone(), LEASE));
        assertTrue(nodes.hold("me", gone(), LEASE));
    }

    @Test
    void anotherOneMayWhenTheTimeIsOverOrItIsReleased() {
        nodes.hold("me", gone(), Duration.ofMillis(-1));
        assertTrue(nodes.hold("other", gone(), LEASE));

        nodes.release("me", "gone"); // which does not hold it any more
        assertFalse(nodes.hold("me", gone(), LEASE));
        nodes.release("other", "gone");
        assertTrue(nodes.hold("me", gone(), LEASE));
    }

    @Test
    void nobodyHoldsTheSessionOfANodeThatHasBeatenSince() {
        Node found = gone();
        nodes.hold("me", found, LEASE);

        nodes.beat("gone");

        assertFalse(nodes.hold("me", found, LEASE));
        assertFalse(nodes.hold("other", found, LEASE));
    }

    @Test
    void aNodeThatStopsSaysSoUntilItBeats() {
        nodes.stop("gone");
        assertTrue(gone().stopped());

        nodes.beat("gone");
        assertFalse(gone().stopped());
    }

    @Test
    void aNodeThatSharesNoMoreIsNotSeen() {
        nodes.remove("gone");

        assertEquals(List.of(), nodes.others("me"));
    }
}
