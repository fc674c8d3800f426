package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestDevice;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An operator looks after what was refused, the keys, and new devices. */
class OperatorIT extends AtTheConsole {

    @Test
    void replaysWhatWasRefusedWhenTheCauseIsCorrected() {
        String measurement = "m" + UUID.randomUUID().toString().substring(0, 8);
        String field = "/api/v1/admin/measurements/" + measurement + "/fields/state";
        admin.put(field, "{\"type\":\"number\"}");
        device.publish("telemetry/" + measurement, "{\"state\":\"open\"}");
        signedInAt("#/quarantine?device_id=" + device.id());
        browser.awaitText("field_type");
        admin.put(field, "{\"type\":\"string\"}");

        browser.click("button.replay");
        browser.awaitText("Replay message");
        browser.confirm();

        browser.awaitText("1 taken, 0 refused again");
        browser.awaitText("Nothing here fits");
        assertTrue(
                admin.get(device.latest("?measurement=" + measurement)).text().contains("open"));
    }

    @Test
    void readsAPayloadAsTextAndDeletesItWhenAsked() {
        String payload = "{\"broken\": \"" + HOSTILE;
        device.publish("telemetry/m", payload);
        signedInAt("#/quarantine?device_id=" + device.id());

        browser.click("button.show");
        assertEquals(payload.strip(), browser.find("#payload").getText().strip());
        assertNull(browser.run("return window.hacked"));
        look("quarantine");
        browser.choose("#reason", "bad_number");
        browser.click("form button");
        browser.awaitText("Nothing here fits");
        browser.choose("#reason", "bad_json");
        browser.click("form button");
        browser.click("button.delete");
        browser.click("dialog button"); // leaves it
        browser.awaitGone("dialog");
        browser.find("button.delete");
        browser.click("button.delete");
        browser.confirm();

        browser.awaitText("1 deleted");
        assertEquals(
                0,
                admin.get("/api/v1/admin/quarantine?device_id=" + device.id())
                        .json()
                        .getInt("count"));
        look("quarantine-empty");
    }

    @Test
    void makesAKeyAndRevokesIt() {
        String name = "night shift " + UUID.randomUUID().toString().substring(0, 8);
        signedInAt("#/keys");
        browser.type("#name", name);
        browser.choose("#role", "viewer");
        browser.click("form button");
        String key = browser.find("#new-key").getText();
        assertEquals(200, admin.withKey(key).get("/api/v1/admin/devices").status());
        look("keys");

        browser.click("[aria-label='Revoke " + name + "']");
        browser.awaitText("Revoke the key " + name + "?");
        look("confirm");
        browser.confirm();

        browser.awaitText("is revoked");
        assertEquals(401, admin.withKey(key).get("/api/v1/admin/devices").status());
        browser.awaitGone("#new-key");
    }

    @Test
    void readsWhoChangedWhat() {
        admin.put("/api/v1/admin/devices/" + device.id(), "{\"location\":\"cellar 7\"}");
        signedInAt("#/audit");
        browser.type("#target", device.id());
        browser.click("form button");

        browser.awaitText("device.update");
        browser.awaitText("cellar 7");
        look("audit");
    }

    @Test
    void addsADeviceAndSeesItsFirstMessage() {
        String name = "Hall " + UUID.randomUUID().toString().substring(0, 8);
        signedInAt("#/devices/new");
        browser.find("#name");
        look("new-device");
        browser.type("#name", name);
        browser.type("#device_type", "climate");
        browser.type("#timezone", "Nowhere");
        browser.type("#device_id", "hall 1");
        browser.click("#register");
        browser.awaitText("Must be a time zone such as UTC, Europe/Berlin or +01:00.");
        browser.awaitText("correct what is marked, 2 fields");
        assertEquals("device_id", browser.run("return document.activeElement.name"));
        look("new-device-wrong");
        browser.type("#device_id", "");
        browser.type("#timezone", "Europe/Berlin");
        browser.click("#register");
        String key = browser.find("#new-key").getText();
        browser.awaitText("Waiting for its first message");
        browser.awaitText("curl " + base.resolve("/api/v1/devices/telemetry"));
        look("new-device-key");

        new TestDevice("", key, admin.withKey(key))
                .http()
                .post("/api/v1/devices/telemetry", "{\"data\":{\"temperature\":21.5}}");

        browser.awaitText("It has sent 1 message");
    }

    @Test
    void aViewerIsShownNothingThatOneMayNotDo() {
        String key = admin.post(
                        "/api/v1/admin/keys",
                        "{\"name\":\"viewer %s\",\"role\":\"viewer\"}".formatted(UUID.randomUUID()))
                .json()
                .getJsonObject("key")
                .getString("api_key");
        device.publish("telemetry/m", "{broken");
        browser.open("#/quarantine?device_id=" + device.id());
        browser.signIn(key);
        browser.find("button.show");
        assertEquals(0L, browser.run("return document.querySelectorAll('.replay, .delete, #delete-all').length"));

        browser.open("#/keys");
        browser.awaitText("Only a key of the role admin");
        browser.open("#/devices/new");
        browser.awaitText("Only a key of the role admin");
    }
}
