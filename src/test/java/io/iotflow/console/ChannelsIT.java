package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.notify.Receiver;
import io.iotflow.stack.Reply;
import jakarta.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is told of alerts: channels are made, tested and edited, and what is sent is seen. */
class ChannelsIT extends AtTheConsole {

    private static final String CHANNELS = "/api/v1/admin/notification-channels";
    private static final String RULES = "/api/v1/admin/alert-rules";

    private static final String KINDS = """
            'type':'webhook','url':'https://hooks.example.com/x','headers':{'A':'b'},'template':'{{text}}','content_type':'text/plain'
            'type':'email','to':['a@example.com','b@example.com'],'from':'c@example.com','host':'mail.example.com','port':465,'security':'tls','username':'u','password':'p'
            'type':'slack','url':'https://hooks.example.com/x','events':['opened','escalated']
            'type':'teams','url':'https://hooks.example.com/x','messages_per_hour':7,'burst':3,'enabled':false
            'type':'alertmanager','url':'https://hooks.example.com/x','labels':{'team':'plant'}
            'type':'mqtt','topic':'iotflow/notifications/x','qos':0,'min_severity':'critical'
            'type':'command','opened':{'command_type':'control','command':{'fan':'on'},'expires_in':600},'device_id':'fan-1'
            """;

    private final String name = "n-" + UUID.randomUUID().toString().substring(0, 8);
    private final Receiver receiver = new Receiver();

    @AfterEach
    void delete() {
        admin.delete(RULES + "/" + name);
        admin.delete(CHANNELS + "/" + name);
        receiver.close();
    }

    private JsonObject stored() {
        return admin.get(CHANNELS + "/" + name).json().getJsonObject("channel");
    }

    private void press(String what) {
        browser.click("[aria-label='" + what + " " + name + "']");
    }

    @Test
    void anAdminMakesAChannelTestsEditsAndDeletesIt() {
        signedInAt("#/channels");
        browser.choose("#type", "webhook");
        browser.type("#channel-name", name);
        browser.type("#channel-url", receiver.url("/hook-of-ours"));
        browser.type("#channel-secret", "shared");
        browser.click("#make");
        browser.awaitText(name + " is made");
        press("Test");
        browser.awaitText(name + ": the test arrived in");

        press("Edit");
        browser.awaitText("Edit " + name);
        assertEquals("", browser.run("return document.querySelector('#channel-url').value"));
        browser.choose("#min_severity", "major");
        look("channel-edited");
        browser.click("#make");
        browser.awaitText(name + " is saved");
        assertEquals("major", stored().getString("min_severity"));
        assertEquals(true, stored().getBoolean("secret_set"));
        press("Edit");
        browser.click("input[name=removed][value=secret]");
        look("channel-secret-removed");
        browser.click("#make");
        browser.awaitText("Make the channel");
        assertFalse(stored().getBoolean("secret_set"));
        assertTrue(stored().getBoolean("url_set"));
        receiver.answerWith(500);
        press("Test");
        browser.awaitText(name + ": the test did not arrive: HTTP 500. Edit the channel");
        assertFalse(browser.text().contains("hook-of-ours"));

        browser.click("[aria-label='Turn " + name + " off']");
        browser.awaitText(name + " is off");
        assertFalse(stored().getBoolean("enabled"));
        press("Delete");
        browser.awaitText("Delete the channel " + name + "?");
        browser.confirm();
        browser.awaitText(name + " is deleted");
        assertEquals(404, admin.get(CHANNELS + "/" + name).status());
    }

    @Test
    void showsWhatWaitsAndWhy() {
        receiver.answerWith(500);
        made("\"type\":\"webhook\",\"url\":\"" + receiver.url("/x") + "\"");
        Reply rule = admin.post(RULES, """
                {"name":"%s","severity":"minor","condition":"above","measurement":"%s","field":"v","value":3,"channels":["%s"],
                 "device_ids":["%s"]}""".formatted(name, name, name, device.id()));
        assertEquals(201, rule.status(), rule.text());
        send("{\"type\":\"%s\",\"data\":{\"v\":4}}".formatted(name));
        signedInAt("#/channels?channel=" + name);

        browser.awaitText("being sent");
        browser.awaitText("in a row: HTTP 500");
        browser.awaitText("opened: " + device.id());
        look("channels");
        receiver.answerWith(200);
        press("Edit"); // a changed channel is tried at once
        browser.click("#make");
        browser.awaitText("last sent");
        browser.choose("#state", "waiting");
        browser.awaitText("Nothing fits");
    }

    @Test
    void aViewerSeesAllAndChangesNothing() {
        made("\"type\":\"mqtt\",\"topic\":\"iotflow/notifications/x\"");
        browser.open("#/channels");
        browser.signIn(admin.post("/api/v1/admin/keys", "{\"name\":\"%s\",\"role\":\"viewer\"}".formatted(name))
                .json()
                .getJsonObject("key")
                .getString("api_key"));

        browser.awaitText("iotflow/notifications/x");
        assertEquals(0L, browser.run("return document.querySelectorAll('main button, main form').length"));
    }

    private void made(String members) {
        Reply reply = admin.post(CHANNELS, "{\"name\":\"%s\",\"group_wait\":0,%s}".formatted(name, members));
        assertEquals(201, reply.status(), reply.text());
    }

    /** What the API takes of each kind goes through the form and stays what it is. */
    @Test
    void keepsWhatAChannelOfEachKindSays() {
        signedInAt("#/channels");
        browser.awaitText("New channel");
        for (String members : KINDS.strip().replace('\'', '"').split("\n")) {
            made(members);
            JsonObject before = stored();
            browser.open("#/alerts");
            browser.awaitText("What rules have found");
            browser.open("#/channels");
            press("Edit");
            browser.click("#make");
            browser.awaitText(name + " is saved");

            assertEquals(Said.of(before), Said.of(stored()));
            admin.delete(CHANNELS + "/" + name);
        }
    }
}
