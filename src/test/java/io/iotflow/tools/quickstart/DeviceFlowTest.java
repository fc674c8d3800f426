package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeviceFlowTest {

    private final AtomicLong clock = new AtomicLong();
    private final AtomicLong free = new AtomicLong(Long.MAX_VALUE);
    private final FreeSpace space = new FreeSpace(free::get);
    private final DeviceFlow flow = new DeviceFlow(new BrokerLimits(100, 10, 5, 10, 20, 60), clock::get, space);

    @Test
    void waitsForAcknowledgementsWhenTooMuchIsUnderWay() {
        flow.received(4);
        assertEquals(0, flow.waitMillis());
        flow.received(1);
        assertEquals(-1, flow.waitMillis());
        flow.done(1);
        assertEquals(0, flow.waitMillis());
    }

    @Test
    void aBurstGoesThroughAndWhatFollowsIsPaced() {
        for (int i = 0; i < 10; i++) {
            flow.received(0);
        }
        assertEquals(0, flow.waitMillis());
        for (int i = 0; i < 50; i++) { // was read already
            flow.received(0);
        }
        assertEquals(500, flow.waitMillis());
        clock.addAndGet(Duration.ofMillis(500).toNanos());
        assertEquals(0, flow.waitMillis());
    }

    @Test
    void nothingIsReadBeforeTheDiskIsFullAndAllAgainWhenThereIsRoom() {
        free.set(FreeSpace.LOW - 1);
        space.check();
        assertEquals(1_000, flow.waitMillis());
        free.set(FreeSpace.LOW + 1);
        space.check();
        assertEquals(1_000, flow.waitMillis(), "it would go on and off");
        free.set(FreeSpace.ENOUGH);
        space.check();
        assertEquals(0, flow.waitMillis());
    }

    @Test
    void aBrokerWhoseDiskWasFullIsReadAgainWhenItsFilesWereOpenedAnew() {
        free.set(FreeSpace.NONE - 1);
        assertFalse(space.isSound());
        assertFalse(space.wantsReopening());
        free.set(FreeSpace.ENOUGH);
        assertFalse(space.isSound(), "room alone does not repair it");
        assertTrue(space.wantsReopening());
        assertEquals(1_000, flow.waitMillis());
        space.reopened();
        assertTrue(space.isSound());
        assertEquals(0, flow.waitMillis());
    }

    @Test
    void theRateIsTheOneThatTheApplicationTakes() {
        BrokerLimits usual = BrokerLimits.of(Map.of());
        assertEquals(100, usual.perSecond());
        assertEquals(10_000, usual.burst());
        BrokerLimits own = BrokerLimits.of(Map.of("IOTFLOW_RATE_TELEMETRY", "60/PT30S"));
        assertEquals(2, own.perSecond());
        assertEquals(60, own.burst());
        assertEquals(
                BrokerLimits.WITHOUT_RATES.perSecond(),
                BrokerLimits.of(Map.of("IOTFLOW_RATE_TELEMETRY", "off")).perSecond());
    }
}
