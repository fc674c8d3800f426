package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Reply;
import jakarta.json.JsonArray;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Maintenance of a device or group. */
class SilencesIT extends AtTheConsole {

    private final String id = "g-" + UUID.randomUUID().toString().substring(0, 8);

    private long ofThisTest() {
        JsonArray all = admin.get("/api/v1/admin/alert-silences").json().getJsonArray("silences");
        return all.stream()
                .map(it -> it.asJsonObject())
                .filter(it ->
                        it.toString().contains(device.id()) || it.toString().contains(id))
                .count();
    }

    @Test
    void anAdminSilencesADeviceAndEndsItEarly() {
        signedInAt("#/silences?device_id=" + device.id());
        browser.type("#comment", "New fan " + HOSTILE.substring(0, 20));
        browser.click("#make");

        browser.awaitText("Nobody is told of alerts of " + device.id());
        browser.awaitText("New fan " + HOSTILE.substring(0, 20));
        browser.awaitText("running");
        look("silences");
        browser.click("[aria-label='End the silence of " + device.id() + "']");
        browser.awaitText("End the silence of " + device.id() + "?");
        browser.confirm();
        browser.awaitText("The silence of " + device.id() + " is over");

        assertEquals(0, ofThisTest());
    }

    @Test
    void anAdminPlansTheSilenceOfAGroupAndTakesItBack() {
        Reply made = admin.post("/api/v1/admin/groups", "{\"group_id\":\"%s\",\"name\":\"Hall %s\"}".formatted(id, id));
        assertEquals(201, made.status(), made.text());
        signedInAt("#/silences");
        browser.choose("#of", "group");
        browser.choose("#group", id);
        browser.run("document.querySelector('#start').value = '2090-01-01T10:00';"
                + "document.querySelector('#end').value = '2090-01-01T09:00'");
        browser.type("#comment", "Cleaning");
        browser.click("#make");
        browser.awaitText("Must be after the start");
        browser.run("document.querySelector('#end').value = '2090-01-01T12:00'");
        browser.click("#make");

        browser.awaitText("planned");
        assertEquals(1, ofThisTest());
        browser.click("[aria-label='End the silence of " + id + "']");
        browser.confirm();
        browser.awaitText("is taken back");
        assertEquals(0, ofThisTest());
        assertTrue(admin.delete("/api/v1/admin/groups/" + id).status() < 300);
    }
}
