package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Waiting;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Somebody who connects devices that have topics of their own. */
class MappingsIT extends AtTheConsole {

    private final String name = "c-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void triesAMappingMakesItSwitchesItOffAndDeletesIt() {
        signedInAt("#/mappings");
        browser.find("#definition");
        look("mappings");
        write(
                "definition",
                "{\"topics\":[\"" + name + "/{device_id}/state\"],\"fields\":\"$\",\"measurement\":\"'plant'\"}");
        write("sample", "{\"t\": 21.5}");
        browser.type("#topic", name + "/" + device.id() + "/state");
        browser.click("#try");
        browser.awaitText("It would be stored as:");
        browser.awaitText("\"measurement\": \"plant\"");
        look("mappings-tried");

        browser.type("#name", name);
        browser.click("#save");
        browser.awaitText("The mapping " + name + " is made.");
        browser.click("[aria-label='Switch " + name + " off']");
        browser.awaitText("The mapping " + name + " is off.");
        assertEquals(false, mapping().getBoolean("enabled"));

        browser.click("[aria-label='Change " + name + "']");
        write("definition", "{\"topics\": [");
        browser.click("#save");
        browser.awaitText("This is no JSON");

        browser.click("[aria-label='Delete " + name + "']");
        browser.click("#confirm");
        browser.awaitText("The mapping " + name + " is deleted.");
        assertEquals(404, admin.get("/api/v1/admin/mappings/" + name).status());
    }

    @Test
    void makesAWebhookOfATemplateAndKeepsItsKey() {
        signedInAt("#/mappings");
        browser.find("#template option[value='ttn']");
        admin.post(
                "/api/v1/devices/register",
                "{\"device_id\":\"eui-0102030405060708\",\"name\":\"%s\",\"device_type\":\"lora\"}".formatted(name));
        for (String template : List.of("tasmota", "zigbee2mqtt", "shelly", "esphome", "chirpstack", "ttn")) {
            browser.choose("#template", template);
            browser.find("#of-template");
            browser.click("#try");
            browser.awaitText("It would be stored as:");
        }
        browser.type("#name", name);
        browser.click("#save");

        browser.awaitText("It is not shown again");
        Waiting.soon().until(() -> mapping().getBoolean("webhook"));
        look("mappings-webhook");
        admin.delete("/api/v1/admin/devices/eui-0102030405060708");
        admin.delete("/api/v1/admin/mappings/" + name);
    }

    private void write(String id, String text) {
        browser.run("const it = document.getElementById('" + id + "'); it.value = " + quoted(text)
                + "; it.dispatchEvent(new Event('input'))");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private JsonObject mapping() {
        return admin.get("/api/v1/admin/mappings/" + name).json().getJsonObject("mapping");
    }
}
