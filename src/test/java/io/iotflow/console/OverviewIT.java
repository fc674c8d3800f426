package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Reply;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What needs somebody is on the first page. */
class OverviewIT extends AtTheConsole {

    private static final String RULES = "/api/v1/admin/alert-rules";

    private final String rule = "hot-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void leaveNoRule() {
        admin.delete(RULES + "/" + rule);
    }

    @Test
    void theOverviewCountsOpenAlertsAndLeadsToThem() {
        Reply made = admin.post(RULES, """
                {"name":"%s","severity":"minor","condition":"above","measurement":"oven","field":"temperature","value":200,
                 "device_ids":["%s"],"message":"too hot: {value}"}""".formatted(rule, device.id()));
        assertEquals(201, made.status(), made.text());
        send("{\"type\":\"oven\",\"data\":{\"temperature\":260}}");
        signedInAt("#/");
        browser.awaitText("too hot: 260");
        browser.find("#open-alerts a[href='#/alerts?severity=minor']");
        look("overview-alerts");

        browser.click("#open-alerts a.alerting[href='#/device/" + device.id() + "']");
        browser.awaitText("Last values");
        browser.open("#/");
        browser.click("#open-alerts a[href='#/alerts?severity=minor']");
        browser.awaitText("too hot: 260");
        assertTrue(browser.address().endsWith("#/alerts?severity=minor"), browser.address());
    }
}
