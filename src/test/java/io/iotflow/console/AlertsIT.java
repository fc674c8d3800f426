package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules are made and tried, alerts acknowledged, and looked at in a chart. */
class AlertsIT extends AtTheConsole {

    private static final String RULES = "/api/v1/admin/alert-rules";

    private final String rule = "hot-" + UUID.randomUUID().toString().substring(0, 8);
    private final String measurement = rule.replace('-', '_');

    @AfterEach
    void leaveNoRule() {
        admin.delete(RULES + "/" + rule);
    }

    private void oven(double temperature) {
        send("{\"type\":\"%s\",\"data\":{\"temperature\":%s}}".formatted(measurement, temperature));
    }

    private void fill() {
        browser.type("#rule-name", rule);
        browser.type("#rule-measurement", measurement);
        browser.type("#rule-field", "temperature");
        browser.type("#rule-value", "200");
        browser.type("#rule-device_ids", device.id());
        browser.type("#rule-message", "{device} " + HOSTILE.substring(0, 20) + " {value}");
    }

    @Test
    void anAdminTriesARuleMakesItAndAcknowledgesWhatItFinds() {
        oven(250);
        signedInAt("#/alert-rules");
        fill();
        browser.click("#try");
        browser.awaitText("it would have opened 1 alert");
        oven(180);
        fill();
        browser.click("#make");
        browser.awaitText(rule + " is made");
        look("alert-rules");

        oven(260);
        browser.open("#/alerts?rule=" + rule);
        browser.awaitText(device.id() + " " + HOSTILE.substring(0, 20) + " 260");
        browser.click(".acknowledge");
        browser.type("#comment", "On my way");
        browser.click("td form .btn-primary");
        browser.awaitText("On my way");
        look("alerts");

        browser.click(".around");
        browser.awaitText(measurement);
        assertTrue(browser.address().contains("#/explore?"), browser.address());
    }

    @Test
    void aRuleThatIsTurnedOffOpensNothing() {
        String body = """
                {"name":"%s","severity":"minor","condition":"above","measurement":"%s","field":"temperature","value":200,
                 "device_ids":["%s"]}""".formatted(rule, measurement, device.id());
        assertEquals(201, admin.post(RULES, body).status());
        signedInAt("#/alert-rules");

        browser.click("[aria-label='Turn " + rule + " off']");
        browser.awaitText(rule + " is off");

        assertEquals(
                "false",
                admin.get(RULES + "/" + rule)
                        .json()
                        .getJsonObject("rule")
                        .get("enabled")
                        .toString());
    }

    @Test
    void aMistakeIsSaidAtThePlace() {
        signedInAt("#/alert-rules");
        fill();
        browser.run("document.querySelector('#rule-value').value = 'hot'");
        browser.click("#make");

        browser.awaitText("Level: hot is no number.");
        assertEquals(404, admin.get(RULES + "/" + rule).status());
    }
}
