package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Reply;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules are made and tried, alerts acknowledged, and looked at in a chart. */
class AlertsIT extends AtTheConsole {

    private static final String RULES = "/api/v1/admin/alert-rules";

    private static final String KINDS = """
            'condition':'below','field':'t','value_field':'limit','margin':2
            'condition':'outside','field':'t','low':10,'high':20,'margin':1,'for':'5m'
            'condition':'equals','field':'mode','value':'5'
            'condition':'not_equals','field':'at','value_attribute':'device_type'
            'condition':'changed','field':'mode'
            'condition':'rate_below','field':'t','value':-5,'clear':-2,'per':'1m','for':'1m'
            'condition':'mean_above','field':'t','value':30,'window':'1m'
            'condition':'stuck','field':'t','after':'1m'
            'condition':'missing','field':'t','after':'1m','group':'nobody','device_type':'a','location':'b'
            'condition':'inside_area','circle':{'center':[52.5,13.4],'radius':1000,'margin':5}
            'condition':'equals','field':'on','value':true
            """;

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
        assertTrue((boolean) browser.run(
                "return [...document.getElementById('rule-measurement').list.options].some((it) => it.value === '"
                        + measurement + "')"));
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
        browser.awaitText("the level of the alert rule, 200.");
        browser.awaitText("when the alert opened");
        browser.awaitText(measurement);
        assertTrue(browser.address().contains("#/explore?"), browser.address());
    }

    private void made(String members) {
        String body = """
                {"name":"%s","severity":"minor","measurement":"%s","device_ids":["%s"],%s}""".formatted(rule, measurement, device.id(), members);
        Reply reply = admin.post(RULES, body);
        assertEquals(201, reply.status(), reply.text());
    }

    private JsonObject stored() {
        return admin.get(RULES + "/" + rule).json().getJsonObject("rule");
    }

    @Test
    void anAdminEditsARuleTriesItAndDeletesIt() {
        made("""
                "condition":"above","field":"temperature","value":200,"clear":190,"count":2,"of":3,"damp":"2m","for":"1s",
                "schedule":{"days":["mon","tue","wed","thu","fri","sat","sun"],"start":"00:00","end":"23:59","zone":"UTC"}""");
        JsonObject before = stored();
        signedInAt("#/alert-rules");
        browser.click("[aria-label='Edit " + rule + "']");
        browser.awaitText("Edit " + rule);
        browser.click("#make");
        browser.awaitText(rule + " is saved");
        for (String member :
                List.of("value", "clear", "count", "of", "damp", "for", "schedule", "device_ids", "enabled")) {
            assertEquals(before.get(member), stored().get(member), member);
        }

        oven(100);
        browser.click("[aria-label='Edit " + rule + "']");
        browser.choose("#condition", "equals");
        browser.choose("#operand", "value");
        browser.type("#rule-value", "100");
        browser.type("#rule-for", "");
        browser.type("#rule-count", "");
        browser.type("#rule-of", "");
        browser.choose("#severity", "critical");
        browser.click("#try");
        browser.awaitText("it would have opened 1 alert");
        look("alert-rule-edited");
        browser.click("#make");
        browser.awaitText("looks for something else now");
        assertEquals("equals", stored().getString("condition"));
        assertEquals(100, stored().getInt("value"));
        assertEquals("critical", stored().getString("severity"));

        browser.click("[aria-label='Delete " + rule + "']");
        browser.awaitText("Delete the rule " + rule + "?");
        browser.confirm();
        browser.awaitText(rule + " is deleted");
        assertEquals(404, admin.get(RULES + "/" + rule).status());
    }

    @Test
    void aRuleThatWouldFloodAsksFirstAndItsQuestionGoesWithThePage() {
        String place = "place-" + rule;
        String csv = "device_id,name,device_type,location\n"
                + IntStream.range(0, 25)
                        .mapToObj(it -> "%s-%d,%1$s %2$d,silent,%s%n".formatted(rule, it, place))
                        .collect(Collectors.joining());
        Reply registered = admin.post("/api/v1/devices/register/csv", csv.getBytes(StandardCharsets.UTF_8), "text/csv");
        assertEquals(200, registered.status(), registered.text());
        signedInAt("#/alert-rules");
        silent(place);
        browser.click("#make");
        browser.awaitText("Make a rule that opens 25 alerts?");

        browser.open("#/keys");
        browser.awaitGone("dialog");
        assertEquals(404, admin.get(RULES + "/" + rule).status());

        browser.open("#/alert-rules");
        silent(place);
        browser.click("#make");
        browser.awaitText("Make a rule that opens 25 alerts?");
        browser.confirm();
        browser.awaitText(rule + " is made");
        assertEquals(200, admin.get(RULES + "/" + rule).status());
    }

    private void silent(String place) {
        browser.type("#rule-name", rule);
        browser.choose("#condition", "missing");
        browser.type("#rule-measurement", measurement);
        browser.type("#rule-after", "1s");
        browser.type("#rule-location", place);
    }

    @Test
    void aMistypedMeasurementIsNotTriedInGreen() {
        signedInAt("#/alert-rules");
        fill();
        browser.click("#try");
        browser.awaitText("no such message came from these devices");
    }

    @Test
    void aRuleAboutAnAreaHasCornersAsText() {
        made("""
                "condition":"outside_area","polygon":[[0,0],[0,10],[10,10]],"latitude_field":"lat","longitude_field":"lon\"""");
        signedInAt("#/alert-rules");
        browser.click("[aria-label='Edit " + rule + "']");
        browser.type("#rule-polygon", "0, 0\n0, 20\nnorth");
        browser.click("#make");
        browser.awaitText("Corner 3: write latitude and longitude");
        browser.type("#rule-polygon", "0, 0\n0, 20\n20, 20.5");
        browser.click("#make");
        browser.awaitText(rule + " is saved");

        assertEquals("[[0,0],[0,20],[20,20.5]]", stored().get("polygon").toString());
        assertEquals("lat", stored().getString("latitude_field"));
    }

    /** What the API takes of each kind of condition goes through the form and stays what it is. */
    @Test
    void keepsWhatARuleOfEachKindSays() {
        signedInAt("#/alert-rules");
        browser.awaitText("New rule");
        for (String members : KINDS.strip().replace('\'', '"').split("\n")) {
            made(members);
            JsonObject before = stored();
            browser.open("#/alerts");
            browser.awaitText("What rules have found");
            browser.open("#/alert-rules");
            browser.click("[aria-label='Edit " + rule + "']");
            browser.click("#make");
            browser.awaitText(rule + " is saved");

            assertEquals(Said.of(before), Said.of(stored()));
            admin.delete(RULES + "/" + rule);
        }
    }

    @Test
    void aRuleThatIsTurnedOffOpensNothing() {
        made("""
                "condition":"above","field":"temperature","value":200""");
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

        browser.awaitText("Must be a number, not “hot”.");
        assertEquals(404, admin.get(RULES + "/" + rule).status());
    }
}
