package io.iotflow.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of a CSV of devices when the server fails in the middle. */
class BulkReportTest {

    private final BulkReport report = new BulkReport();

    private static DeviceLine line(long number) {
        return new DeviceLine(number, new NewDevice("n" + number, "t", "d" + number, null, null, null, null, null));
    }

    private void registered(DeviceLine line) {
        DeviceRecord record = new DeviceRecord(new FreeDevice(line.number(), line.device()), Instant.EPOCH);
        report.registered(line, new DeviceRegistry.Registered(record, "iotf_key"));
    }

    @Test
    void keysThatWereMadeAreAnsweredAndEveryOtherLineIsSaidOnce() {
        List<DeviceLine> lines = List.of(line(2), line(3), line(4), line(5));
        registered(lines.get(0));
        report.refused(3, "name", "is another device's, here or in this file");

        report.refuseRest(lines, "device_id", "was not registered");

        BulkRegistrationResource.Answer answer = report.answer(false);
        assertEquals("1 3", answer.registered() + " " + answer.refused());
        assertEquals("d2", answer.devices().get(0).deviceId());
        assertEquals(
                List.of("3 name", "4 device_id", "5 device_id"),
                answer.lines().stream().map(it -> it.line() + " " + it.column()).toList());
    }
}
