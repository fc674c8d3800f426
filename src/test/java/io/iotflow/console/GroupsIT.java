package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.iotflow.stack.TestStack;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Groups and their commands, and the settings. */
class GroupsIT extends AtTheConsole {

    private final String group = "group-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void anAdminMakesAGroupAndSendsItACommand() {
        signedInAt("#/groups");
        browser.type("#group-id", group);
        browser.type("#group-name", "Cold rooms");
        browser.click("form .btn-primary");
        browser.click("a[href='#/group/" + group + "']");
        browser.awaitText("None yet.");
        browser.type("#member", device.id());
        browser.click("form .btn-primary");
        browser.awaitText(device.id() + " is in the group.");

        browser.click("#send-all");
        browser.confirm();

        browser.awaitText("1 device:");
        assertEquals(1, commands(), "the command is stored");
        look("group");
        browser.click("a[href*='by=group']");
        browser.find("#explored[data-last='21.5']");
        browser.open("#/groups");
        browser.awaitText("Cold rooms");
        look("groups");
    }

    @Test
    void aCommandThatIsNoJsonIsSaidAtThePlace() {
        admin.post("/api/v1/admin/groups", "{\"group_id\":\"%s\",\"name\":\"g\"}".formatted(group));
        admin.put("/api/v1/admin/groups/" + group + "/devices/" + device.id(), "");
        signedInAt("#/group/" + group);
        browser.type("#fleet-command", "led on");
        browser.click("#send-all");
        browser.confirm();

        browser.awaitText("The command is no JSON");
        assertEquals(0, commands());
    }

    @Test
    void theSettingsPageSaysWhatIsSetAndNoSecret() {
        signedInAt("#/settings");

        browser.awaitText("MQTT_PORT");
        browser.awaitText("(secret, is set)");
        assertFalse(browser.text().contains(TestStack.ADMIN_KEY));
        look("settings");
    }

    private int commands() {
        return admin.get("/api/v1/mqtt/device/" + device.id() + "/commands")
                .json()
                .getJsonArray("commands")
                .size();
    }
}
