package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Instant SOON = Instant.now().plusSeconds(3_600);

    private final Admission admission = Admission.of(device(1, Instant.MAX, "north"), key(7, Instant.MAX));

    @Test
    void readsItsOwnAndItsFleetsCommandsOnly() {
        assertTrue(admission.mayRead("iotflow/devices/pump/commands/config"));
        assertTrue(admission.mayRead("iotflow/fleet/commands/north"));
        assertFalse(admission.mayRead("iotflow/fleet/commands/south"));
        assertFalse(admission.mayRead("iotflow/fleet/commands/northern"));
        assertFalse(admission.mayRead("iotflow/devices/pump2/commands/config"));
        assertFalse(admission.mayRead("iotflow/devices/pump/commandsx"));
        assertFalse(admission.mayRead("iotflow/devices/pump/telemetry/m"));
    }

    @Test
    void readsNothingWithAKeyThatHasExpired() {
        Admission over = Admission.of(device(1, SOON), key(7, Instant.now().minusMillis(1)));

        assertTrue(over.isOver());
        assertFalse(over.mayRead("iotflow/devices/pump/commands/config"));
    }

    @Test
    void goesOnWithTheEndThatARotationGaveItsKey() {
        assertEquals(Optional.of(SOON), admission.asOf(device(1, SOON, "north")).map(Admission::until));
    }

    @Test
    void doesNotGoOnAfterALossOfRights() {
        assertEquals(Optional.empty(), admission.asOf(device(1, Instant.MAX)), "it left the fleet");
        assertEquals(Optional.empty(), admission.asOf(device(2, Instant.MAX, "north")), "it is another device");
        DeviceAccount rotated =
                new DeviceAccount("pump", 1, Instant.EPOCH, List.of(key(8, Instant.MAX)), List.of("north"), List.of());
        assertEquals(Optional.empty(), admission.asOf(rotated), "its key is gone");
    }

    private static DeviceAccount device(long id, Instant until, String... groups) {
        return new DeviceAccount("pump", id, Instant.EPOCH, List.of(key(7, until)), List.of(groups), List.of());
    }

    private static DeviceAccount.Key key(long id, Instant until) {
        return new DeviceAccount.Key(id, "secret"::equals, until);
    }
}
