package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.stack.Waiting;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Somebody who looks after what fields there are. */
class FieldsIT extends AtTheConsole {

    private final String measurement = "m-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void seesTheFieldsDeclaresAUnitAndForgetsAType() {
        send("{\"type\":\"" + measurement + "\",\"data\":{\"level\":1.5,\"mode\":\"on\"}}");
        signedInAt("#/fields?measurement=" + measurement);
        browser.awaitText("2 fields");
        look("fields");

        browser.click("[aria-label='Change level of " + measurement + "']");
        browser.type("#unit", "mm");
        browser.click("#declare");
        browser.awaitText("level of " + measurement + " is a number in mm");
        assertEquals("mm", fields().getJsonObject(0).getString("unit"));
        browser.choose("#type", "string");
        browser.click("#declare");
        browser.awaitText("It is a number now");
        browser.confirm();
        browser.awaitText("level of " + measurement + " is a string");

        browser.click("[aria-label='Forget mode of " + measurement + "']");
        browser.click("#confirm");
        browser.awaitText("is forgotten");
        Waiting.soon().until(() -> fields().size() == 1);
    }

    @Test
    void aViewerChangesNothing() {
        send("{\"type\":\"" + measurement + "\",\"data\":{\"level\":1.5}}");
        browser.open("#/fields?measurement=" + measurement);
        browser.signIn(viewerKey());

        browser.awaitText("1 field");

        assertEquals(0L, browser.run("return document.querySelectorAll('#declare, .btn-danger').length"));
    }

    private String viewerKey() {
        return admin.post("/api/v1/admin/keys", "{\"name\":\"" + measurement + "\",\"role\":\"viewer\"}")
                .json()
                .getJsonObject("key")
                .getString("api_key");
    }

    private JsonArray fields() {
        JsonObject answer = admin.get("/api/v1/admin/measurements?measurement=" + measurement)
                .json();
        return answer.getJsonArray("measurements").getJsonObject(0).getJsonArray("fields");
    }
}
