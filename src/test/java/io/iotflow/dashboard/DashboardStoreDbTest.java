package io.iotflow.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.iotflow.dashboard.DashboardStore.Reader;
import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.problem.Problem;
import io.iotflow.stack.TestDatabase;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows of dashboards. */
class DashboardStoreDbTest {

    private static final Reader ADMIN = new Reader("ann", true);

    private TestDatabase database;
    private DashboardStore store;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        store = new DashboardStore(database.sql(), new AuditLog(database.sql(), new Actor()));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Dashboard named(String name, boolean shared) {
        return new Dashboard(name, null, shared, "-1h", null, null, 10, JsonValue.EMPTY_JSON_ARRAY);
    }

    private static List<String> names(List<StoredDashboard> all) {
        return all.stream().map(StoredDashboard::name).toList();
    }

    @Test
    void listsThemByNameWhateverItsCase() {
        List.of("b", "A", "c").forEach(it -> store.add(named(it, true), ADMIN));

        assertEquals(List.of("A", "b", "c"), names(store.all(ADMIN)));
    }

    @Test
    void showsOneThatIsNotSharedToItsOwnerAndToAdmins() {
        long id = store.add(named("mine", false), ADMIN).id();

        assertEquals(List.of("mine"), names(store.all(new Reader("ann", false))));
        assertEquals("mine", store.get(id, new Reader("bob", true)).name());
        assertEquals(List.of(), store.all(new Reader("bob", false)));
        assertEquals(
                404,
                assertThrows(Problem.class, () -> store.get(id, new Reader("bob", false)))
                        .status());
    }

    @Test
    void ofTwoChangesOfOneVersionTheSecondIsRefused() {
        long id = store.add(named("d", true), ADMIN).id();
        assertEquals(2, store.replace(id, named("first", true), 1, ADMIN).version());

        Problem refused = assertThrows(Problem.class, () -> store.replace(id, named("second", true), 1, ADMIN));

        assertEquals(409, refused.status());
        assertEquals("first", store.get(id, ADMIN).name());
        assertEquals(
                404,
                assertThrows(Problem.class, () -> store.replace(id + 1, named("x", true), 1, ADMIN))
                        .status());
    }

    @Test
    void hasABound() {
        IntStream.range(0, DashboardStore.MAX)
                .forEach(
                        i -> database.sql()
                                .update(
                                        "INSERT INTO dashboard (name, owner, shared, panels, definition) VALUES ('d', 'o', true, 0, '{}')"));

        Problem refused = assertThrows(Problem.class, () -> store.add(named("one more", true), ADMIN));

        assertEquals(409, refused.status());
    }
}
