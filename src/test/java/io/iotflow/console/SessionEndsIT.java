package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.TestStack;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one has written when the session ends. */
class SessionEndsIT extends AtTheConsole {

    private static final String DASHBOARDS = "/api/v1/dashboards";

    @Test
    void anUnsavedDashboardIsThereAgainWhenOneHasSignedIn() {
        String panel = """
                {"kind":"value","title":"Inside","width":3,"height":2,
                 "query":{"devices":["%s"],"fields":["temperature"],"latest":true},"options":{}}""".formatted(device.id());
        int id = admin.post(
                        DASHBOARDS,
                        "{\"name\":\"Ends %s\",\"refresh\":5,\"panels\":[%s]}".formatted(UUID.randomUUID(), panel))
                .json()
                .getJsonObject("dashboard")
                .getInt("id");
        signedInAt("#/dashboards/" + id + "?edit=1");
        browser.click(".panel .wider");
        browser.find(".panel.cols-4");
        browser.type("#description", "Written in the middle");
        browser.click(".panel .edit");
        browser.type("#panel-title", "Outside");

        browser.endSession();
        browser.awaitText("what you have written is still there");
        look("session-ended");
        browser.signIn(TestStack.ADMIN_KEY);

        browser.awaitText("changes that are not saved");
        assertEquals("Outside", browser.value("#panel-title"));
        browser.click("#take");
        browser.click("#save");
        browser.awaitText("Saved.");
        String saved = admin.get(DASHBOARDS + "/" + id).text();
        assertTrue(saved.contains("Outside") && saved.contains("Written in the middle"), saved);
        assertTrue(saved.contains("\"width\":4"), saved);
        admin.delete(DASHBOARDS + "/" + id);
    }

    @Test
    void aFormThatIsSentTooLateIsThereAgainButOnlyForTheSameOne() {
        signedInAt("#/devices/new");
        browser.type("#name", "Cold room");
        browser.type("#device_type", "freezer");
        browser.endSession();
        browser.click("#register");
        browser.awaitText("what you have written is still there");
        browser.signIn(TestStack.ADMIN_KEY);
        assertEquals("Cold room", browser.value("#name"));

        browser.endSession();
        browser.click("#register");
        browser.awaitText("what you have written is still there");
        browser.signIn(otherKey());

        browser.awaitText("other ");
        assertEquals("", browser.value("#name"));
    }

    private String otherKey() {
        return admin.post(
                        "/api/v1/admin/keys", "{\"name\":\"other %s\",\"role\":\"admin\"}".formatted(UUID.randomUUID()))
                .json()
                .getJsonObject("key")
                .getString("api_key");
    }
}
