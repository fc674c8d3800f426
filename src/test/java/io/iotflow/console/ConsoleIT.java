package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestStack;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** People at the console. */
class ConsoleIT extends AtTheConsole {

    @Test
    void aNewcomerFindsADeviceAndSeesItsChartMove() {
        browser.open("");
        browser.signIn(TestStack.ADMIN_KEY);
        browser.awaitText("without a reading for an hour");
        browser.awaitText("not used"); // InfluxDB
        browser.awaitText("Messages in 24 h");
        browser.click("nav a[href='#/devices']");
        browser.type("#search", device.id());
        browser.click("form button");
        browser.awaitText("1 device, page 1 of 1");
        browser.click("td a");
        browser.awaitText("21.5");
        browser.find("#values[data-last='21.5']");

        send("{\"data\":{\"temperature\":40.5},\"timestamp\":\"%s\"}".formatted(Instant.now()));

        browser.awaitText("40.5");
    }

    @Test
    void anOperatorReadsWhyADeviceWasRefused() {
        send("{\"data\":{\"temperature\":1e999}}");
        signedInAt("#/device/" + device.id());

        browser.awaitText("must be a finite number");
    }

    @Test
    void anAdminRotatesAKey() {
        signedInAt("#/device/" + device.id());
        browser.click("#rotate");
        browser.confirm();

        String key = browser.find("#new-key").getText();

        assertEquals(
                200, device.http().withKey(key).get("/api/v1/devices/status").status());
    }

    @Test
    void aQuestionEndsWhenOneGoesElsewhere() {
        signedInAt("#/device/" + device.id());
        browser.click("#delete");
        browser.awaitText("Its key, readings and commands are gone for ever");

        browser.open("#/keys");

        browser.awaitGone("dialog");
        browser.open("#/device/" + device.id());
        browser.click("#delete");
        browser.confirm();
        browser.awaitText("page 1 of");
        assertEquals(404, admin.get("/api/v1/admin/devices/" + device.id()).status());
    }

    @Test
    void aPageOfSomethingThatIsNotThereSaysSo() {
        signedInAt("#/device/nosuch");

        browser.awaitText("not found");

        assertFalse(browser.text().contains("Loading"), browser.text());
    }

    @Test
    void showsHostileNamesAsText() {
        admin.put(
                "/api/v1/admin/devices/" + device.id(),
                "{\"location\":\"%s\"}".formatted(HOSTILE.replace("\u202E", "")));
        signedInAt("#/device/" + device.id());

        browser.awaitText("<img src=x onerror=window.hacked=1>");
        assertNull(browser.run("return window.hacked"));
    }

    @Test
    void goesOnWhereOneWasAfterTheSessionHasEnded() {
        signedInAt("#/device/" + device.id());
        browser.awaitText("Last values");

        browser.endSession();

        browser.awaitText("Your session has ended");
        browser.signIn(TestStack.ADMIN_KEY);
        browser.awaitText("Last values");
        assertTrue(browser.address().endsWith("#/device/" + device.id()), browser.address());
    }

    @Test
    void theFirstViewIsSmall() {
        signedInAt("");
        browser.awaitText("Messages in 24 h");
        browser.find("#rate canvas");

        long bytes = browser.received();

        assertTrue(bytes > 50_000 && bytes < 300_000, bytes + " bytes");
    }

    @Test
    void everyPageCanBeUsedByEverybody() {
        browser.open("");
        browser.find("#key");
        look("sign-in");
        signedInAt("");
        browser.awaitText("Messages in 24 h");
        look("overview");
        browser.open("#/devices");
        browser.awaitText("page 1 of");
        look("devices");
        browser.open("#/device/" + device.id());
        browser.awaitText("Last values");
        look("device");
    }
}
