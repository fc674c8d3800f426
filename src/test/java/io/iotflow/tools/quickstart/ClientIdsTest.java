package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClientIdsTest {

    @Test
    void aDevicesOwnClientIdIsItsIdOrThatWithASuffix() {
        assertTrue(ClientIds.isOwn("pump", "pump"));
        assertTrue(ClientIds.isOwn("pump/app", "pump"));
        assertTrue(ClientIds.isOwn("pump:2", "pump"));
        assertFalse(ClientIds.isOwn("pump-2", "pump"), "may be another device");
        assertFalse(ClientIds.isOwn("mosq-XyZ", "pump"));
    }

    @Test
    void namesTheDeviceWhoseItWouldBe() {
        assertEquals(Optional.of("pump"), ClientIds.owner("pump/x"));
        assertEquals(Optional.of("client-pump"), ClientIds.owner("client-pump"));
        assertEquals(Optional.empty(), ClientIds.owner(""));
        assertEquals(Optional.empty(), ClientIds.owner("a b"));
    }
}
