package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeviceNumbersDbTest {

    private TestDatabase database;
    private DeviceNumbers numbers;

    @BeforeEach
    void create() {
        database = TestDatabase.create();
        numbers = new DeviceNumbers(database.sql());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void passesOverANumberThatIsAnothersDeviceId() {
        database.addDevice("2");
        database.addDevice("4");

        assertEquals(3, next());
        assertEquals(5, next());
    }

    @Test
    void givesAsManyAsAreWantedAndPassesOverOthersDeviceIds() {
        database.addDevice("2");
        database.addDevice("4");

        assertEquals(List.of(3L, 5L, 6L), database.sql().inTransaction(() -> numbers.next(3)));
        assertEquals(7, next());
    }

    @Test
    void saysWithTheNextNumberWhoHasTheNameAndTheId() {
        database.addDevice("1");
        database.addDevice("office");

        assertEquals(new DeviceNumbers.Next(3, false, false), numbers.next("Hall", "hall"));
        assertEquals(new DeviceNumbers.Next(4, false, true), numbers.next("Hall", "office"));
        assertEquals(new DeviceNumbers.Next(5, true, false), numbers.next("office", "hall"));
    }

    @Test
    void saysItAlsoWhereItPassesOverANumber() {
        database.addDevice("2");

        assertEquals(new DeviceNumbers.Next(3, true, true), numbers.next("2", "2"));
    }

    @Test
    void looksAtManyNumbersTogetherBehindRowsThatWereRestoredWithoutTheSequence() {
        database.sql()
                .update("INSERT INTO device (id, device_id, name, device_type, created_at, updated_at)"
                        + " SELECT n, 'd' || n, 'd' || n, 't', now(), now() FROM generate_series(1, 3000) AS n");

        assertEquals(3001, numbers.next("Hall", "hall").number());
        assertEquals(3024, numbers.next("Hall", "hall").number()); // after 1, 2, 4 to 512 and twice a thousand
    }

    @Test
    void letsADeviceKeepItsNumberAndGoesOnBehindIt() {
        assertEquals(5000, take(5000));
        assertEquals(5001, next());
    }

    @Test
    void neverGoesBack() {
        take(5000);

        assertEquals(17, take(17));
        assertEquals(5001, next());
    }

    @Test
    void givesAnotherNumberWhereThatOneIsTaken() {
        long taken = database.addDevice("office");

        assertTrue(numbers.isTaken(taken));
        assertNotEquals(taken, take(taken));
        assertFalse(numbers.isTaken(77));
    }

    private long next() {
        return database.sql().inTransaction(() -> numbers.next());
    }

    private long take(long wanted) {
        return database.sql().inTransaction(() -> numbers.take(wanted));
    }
}
