package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exports among several nodes, and their bounds. */
class ExportDbTest {

    private static final byte[] PIECE = {1, 2, 3, 4};

    private static TestDatabase database;
    private ExportStore store;

    @BeforeAll
    static void create() {
        database = TestDatabase.create();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void empty() {
        database.sql().call("TRUNCATE data_export, data_export_piece");
        store = store(Map.of("iotflow.export.jobs", "4", "iotflow.export.max.bytes", "10"));
    }

    private static ExportStore store(Map<String, String> settings) {
        return new ExportStore(database.sql(), new ExportSettings(new ShippedConfig(settings)));
    }

    @Test
    void oneNodeWorksOnItAndOthersOnTheNext() {
        String first = store.create("ann", "{}", "csv").id();
        String second = store.create("ann", "{}", "csv").id();

        assertEquals(first, store.claim().orElseThrow().id());
        assertEquals(second, store.claim().orElseThrow().id());
        assertEquals(Optional.empty(), store.claim());
    }

    @Test
    void anotherNodeBeginsAnewWhatANodeThatIsGoneLeft() {
        String id = store.create("ann", "{}", "csv").id();
        Export gone = store.claim().orElseThrow();
        store.append(gone, 0, PIECE, 7, 70, 0.5);
        assertEquals(7, store.find(id).orElseThrow().rows());
        leaseEnds();

        Export taken = store.claim().orElseThrow();

        assertEquals(2, taken.attempt());
        assertEquals(0, taken.rows());
        assertEquals(Optional.empty(), store.piece(id, 0));
        assertThrows(ExportStore.NotMine.class, () -> store.append(gone, 1, PIECE, 8, 80, 0.6));
        assertFalse(store.renew(gone));
        store.append(taken, 0, PIECE, 9, 90, 0.5);
        store.finish(taken);
        assertEquals("done", store.find(id).orElseThrow().state());
        assertArrayEquals(PIECE, store.piece(id, 0).orElseThrow());
    }

    @Test
    void aNodeThatSaysThatItWorksKeepsIt() {
        store.create("ann", "{}", "csv");
        Export mine = store.claim().orElseThrow();
        leaseEnds();

        assertTrue(store.renew(mine));

        assertEquals(Optional.empty(), store.claim());
    }

    @Test
    void whatNoNodeFinishesHasFailed() {
        String id = store.create("ann", "{}", "csv").id();
        for (int i = 0; i < 3; i++) {
            assertTrue(store.claim().isPresent());
            leaseEnds();
        }

        assertEquals(Optional.empty(), store.claim());

        assertEquals("failed", store.find(id).orElseThrow().state());
        assertTrue(store.find(id).orElseThrow().failure().contains("3 times"));
    }

    @Test
    void aNodeThatEndsGivesItBack() {
        store.create("ann", "{}", "csv");
        store.giveBack(store.claim().orElseThrow());

        assertEquals(1, store.claim().orElseThrow().attempt());
    }

    @Test
    void aCancelledOneTakesNoMore() {
        String id = store.create("ann", "{}", "csv").id();
        Export mine = store.claim().orElseThrow();
        store.append(mine, 0, PIECE, 1, 1, null);

        assertTrue(store.cancel(id));

        assertThrows(ExportStore.NotMine.class, () -> store.append(mine, 1, PIECE, 2, 2, null));
        store.finish(mine);
        assertEquals("cancelled", store.find(id).orElseThrow().state());
        assertEquals(0, database.number("SELECT count(*) FROM data_export_piece"));
        assertFalse(store.cancel(id));
    }

    @Test
    void oneCallerHasHalfOfAll() {
        store.create("ann", "{}", "csv");
        store.create("ann", "{}", "csv");
        assertEquals(
                503,
                assertThrows(Problem.class, () -> store.create("ann", "{}", "csv"))
                        .status());
        store.create("bob", "{}", "csv");
        store.create("bob", "{}", "csv");

        assertEquals(
                503,
                assertThrows(Problem.class, () -> store.create("eve", "{}", "csv"))
                        .status());

        store.finish(store.claim().orElseThrow());
        store.create("eve", "{}", "csv");
    }

    @Test
    void aFileHasABoundAndSoHaveAll() {
        store.create("ann", "{}", "csv");
        Export large = store.claim().orElseThrow();
        store.append(large, 0, PIECE, 1, 1, null);
        store.append(large, 1, PIECE, 1, 1, null);
        assertEquals(
                413,
                assertThrows(Problem.class, () -> store.append(large, 2, PIECE, 1, 1, null))
                        .status());

        ExportStore small = store(Map.of("iotflow.export.max.bytes", "10", "iotflow.export.total.bytes", "10"));
        small.create("ann", "{}", "csv");
        Export other = small.claim().orElseThrow();
        assertEquals(
                413,
                assertThrows(Problem.class, () -> small.append(other, 0, PIECE, 1, 1, null))
                        .status()); // 8 + 4
    }

    @Test
    void aFileExpiresAndTheExportIsForgottenLater() {
        String id = store.create("ann", "{}", "csv").id();
        Export mine = store.claim().orElseThrow();
        store.append(mine, 0, PIECE, 1, 1, null);
        store.finish(mine);
        store.tidy();
        assertTrue(store.piece(id, 0).isPresent());

        passes("25 hours");
        store.tidy();
        assertEquals("expired", store.find(id).orElseThrow().state());
        assertEquals(Optional.empty(), store.piece(id, 0));

        passes("24 hours");
        store.tidy();
        assertEquals(Optional.empty(), store.find(id));
    }

    private static void leaseEnds() {
        database.sql().call("UPDATE data_export SET lease_until = now() - interval '1 second'");
    }

    private static void passes(String interval) {
        database.sql().call("UPDATE data_export SET expires_at = expires_at - ?::interval", interval);
    }
}
