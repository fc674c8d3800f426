package io.iotflow.console;

import static io.iotflow.stack.Waiting.soon;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iotflow.stack.TestDevice;
import io.iotflow.stack.TestStack;
import org.junit.jupiter.api.Test;

/** The list of devices: filters, order, columns, and what is done to many at once. */
class DeviceListIT extends AtTheConsole {

    @Test
    void anOperatorFindsTheSilentDevicesOfALocation() {
        TestDevice silent = admin.newDevice();
        for (TestDevice each : new TestDevice[] {device, silent}) {
            admin.put("/api/v1/admin/devices/" + each.id(), "{\"location\":\"%s\"}".formatted(device.id()));
        }
        signedInAt("#/devices?location=" + device.id() + "&silent=10m");

        browser.awaitText("1 device, page 1 of 1");
        browser.awaitText(silent.id());
        look("device-filters");
    }

    @Test
    void aHeadSortsAndASecondClickTurnsTheOrderRound() {
        TestDevice other = admin.newDevice();
        for (TestDevice each : new TestDevice[] {device, other}) {
            admin.put("/api/v1/admin/devices/" + each.id(), "{\"location\":\"%s\"}".formatted(device.id()));
        }
        signedInAt("#/devices?location=" + device.id());
        browser.click("a.sort[href*='sort=telemetry_count']");
        browser.find("th[aria-sort=ascending]");
        soon().until(() -> firstRow().contains(other.id()));
        browser.click("a.sort[href*='sort=telemetry_count']");
        browser.find("th[aria-sort=descending]");
        soon().until(() -> firstRow().contains(device.id()));
    }

    @Test
    void anAdminDisablesThoseThatFitAfterBeingToldHowMany() {
        TestDevice other = admin.newDevice();
        for (TestDevice each : new TestDevice[] {device, other}) {
            admin.put("/api/v1/admin/devices/" + each.id(), "{\"location\":\"%s\"}".formatted(device.id()));
        }
        signedInAt("#/devices?location=" + device.id());
        browser.click("#mark-page");
        browser.awaitText("2 marked");
        browser.click("#bulk-disable");
        browser.awaitText("Disable 2 devices?");
        assertEquals("active", status(device), "before it is confirmed");
        browser.confirm();

        browser.awaitText("2 devices: disable, done.");
        assertEquals("inactive", status(device));
        assertEquals("inactive", status(other));

        browser.click("#mark-page");
        browser.type("#to-group", "nosuch");
        browser.click("#bulk-group");
        browser.confirm();
        browser.awaitText("2 not, which are still marked");
        browser.click("#bulk-delete");
        browser.confirm();
        browser.awaitText("2 devices: delete, done.");
        browser.awaitText("No device fits.");
    }

    @Test
    void aColumnThatIsTakenAwayStaysAway() {
        signedInAt("#/devices?search=" + device.id());
        browser.click("details.columns summary");
        browser.click("#column-device_type");
        soon().until(() -> !heads().contains("Type"));

        browser.open("#/");
        browser.open("#/devices?search=" + device.id());

        browser.awaitText("1 device, page 1 of 1");
        assertFalse(heads().contains("Type"), heads());
    }

    @Test
    void ofAFleetThatIsNotCountedToTheEndItSaysAtLeastHowManyFit() {
        String fleet = "wide-" + device.id();
        TestStack.change(
                "INSERT INTO device_tally (status, device_type, devices) VALUES ('active', 'elsewhere', 100000)");
        try {
            TestStack.change("INSERT INTO device (device_id, name, device_type, created_at, updated_at)"
                    + " SELECT '%1$s-' || n, '%1$s-' || n, 't', now(), now() FROM generate_series(1, 20001) AS n"
                            .formatted(fleet));
            signedInAt("#/devices?search=" + fleet);
            browser.awaitText("at least 20,000 devices, page 1 of at least 400");
            browser.click("#mark-all");
            browser.awaitText("at least 20,000 marked");
            browser.click("#bulk-disable");
            browser.awaitText("Disable at least 20,000 devices?");
            browser.confirm();

            browser.awaitText("at least 20,000 devices fit; at most");
            look("devices-of-a-large-fleet");
        } finally {
            TestStack.change("DELETE FROM device WHERE device_id LIKE '" + fleet + "-%'");
            TestStack.change("DELETE FROM device_tally WHERE device_type = 'elsewhere'");
        }
    }

    private String heads() {
        return browser.find("thead").getText();
    }

    private String firstRow() {
        return browser.find("tbody tr").getText();
    }

    private String status(TestDevice one) {
        return admin.get("/api/v1/admin/devices/" + one.id())
                .json()
                .getJsonObject("device")
                .getString("status");
    }
}
