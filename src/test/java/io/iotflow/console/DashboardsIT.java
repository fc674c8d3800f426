package io.iotflow.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Reply;
import io.iotflow.stack.Waiting;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dashboards that people make, save and share. */
class DashboardsIT extends AtTheConsole {

    private static final String DASHBOARDS = "/api/v1/dashboards";

    private String name = "Board " + UUID.randomUUID();

    @AfterEach
    void deleteDashboards() {
        if (admin != null) { // else skipped
            admin.get(DASHBOARDS).json().getJsonArray("dashboards").getValuesAs(JsonObject.class).stream()
                    .filter(it -> it.getString("name").contains(name))
                    .forEach(it -> admin.delete(DASHBOARDS + "/" + it.getInt("id")));
        }
    }

    @Test
    void keepsWhatOneExploredAndShowsItMoving() {
        signedInAt("#/explore?fn=max&field=temperature&device=" + device.id());
        browser.find("#explored[data-last='21.5']");
        browser.click("#to-dashboard");
        browser.type("#name", name);
        browser.click("#make");

        browser.find(".panel[data-kind='chart'] .chart[data-last='21.5']");
        send("{\"data\":{\"temperature\":44.5},\"timestamp\":\"%s\"}".formatted(Instant.now()));

        browser.awaitText("44.5");
        JsonObject kept = kept();
        assertEquals("-15m", kept.getString("start"));
        assertEquals("admin", kept.getString("owner"));
        assertEquals(
                "temperature – " + device.id(),
                kept.getJsonArray("panels").getJsonObject(0).getString("title"));
    }

    @Test
    void takesAPanelOfEachKindAndKeepsThem() {
        send("{\"data\":{\"temperature\":21.5,\"open\":true,\"latitude\":52.5,\"longitude\":13.4}}");
        int id = create("[]");
        signedInAt("#/dashboards/" + id + "?edit=1");
        add("value", "");
        add(
                "gauge",
                "document.querySelector('#option-min').value = 0; document.querySelector('#option-max').value = 40;");
        add("table", "");
        add("state_timeline", "document.querySelector('#option-states').value = 'true = ajar, red';");
        add("map", "");
        add("chart", "");
        browser.click(".panel[data-kind='gauge'] .wider");
        browser.click(".panel[data-kind='gauge'] .earlier");
        browser.awaitText("changes that are not saved");

        browser.click("#save");
        browser.awaitText("Saved.");
        browser.open("#/health");
        browser.awaitText("Everything works");
        browser.open("#/dashboards/" + id);

        browser.find(".panel[data-kind='gauge'].cols-4 [aria-label*='21.5'][aria-label*='from 0 to 40']");
        browser.find(".panel[data-kind='state_timeline'] svg[aria-label*='ajar since']");
        browser.find(".panel[data-kind='map'] a[aria-label*='52.50000, 13.40000']");
        browser.find(".panel[data-kind='chart'] .chart[data-last]");
        browser.find(".panel[data-kind='table'] td a[href='#/device/" + device.id() + "']");
        assertEquals(
                List.of("gauge", "value", "table", "state_timeline", "map", "chart"),
                kept().getJsonArray("panels").getValuesAs(JsonObject.class).stream()
                        .map(it -> it.getString("kind"))
                        .toList());
        send("{\"data\":{\"temperature\":17.25}}");
        browser.find(".panel[data-kind='gauge'] [aria-label*='17.25']");
    }

    /** A panel of this kind about the device, by the form. */
    private void add(String kind, String options) {
        browser.click("#add");
        browser.choose("#kind", kind);
        browser.type("#device-search", device.id());
        browser.click(".found[aria-label='Add " + device.id() + "']");
        browser.find("#chosen [aria-label='Take " + device.id() + " away']");
        browser.run(options);
        browser.click("#take");
        browser.find(".panel[data-kind='" + kind + "']");
    }

    @Test
    void changesAPanelAndSaysWhatIsWrongWithIt() {
        int id = create("[" + panel("value", "\"title\":\"Inside\"", "\"latest\":true", "") + "]");
        signedInAt("#/dashboards/" + id + "?edit=1");
        browser.click(".panel .edit");
        browser.type("#option-thresholds", "warm");
        browser.click("#take");
        browser.awaitText("“warm” cannot be read");
        browser.type("#option-thresholds", "20 pink");
        browser.click("#take");
        browser.awaitText("pink is none of the colours green");
        assertEquals("thresholds", browser.run("return document.activeElement.name"));

        browser.type("#option-thresholds", "20 red");
        browser.type("#panel-title", "Outside");
        browser.click("#take");
        browser.find(".panel .value.tone-red");
        browser.click("#save");
        browser.awaitText("Saved.");

        assertEquals("Outside", kept().getJsonArray("panels").getJsonObject(0).getString("title"));
    }

    @Test
    void cutsNothingOfValuesThatAreMoreThanThePanelHoldsAndDrawsNoTwoStatesAlike() {
        StringBuilder fields = new StringBuilder("\"open\":true,\"shut\":false");
        for (int i = 0; i < 8; i++) {
            fields.append(",\"f%d\":%d,\"mode%d\":\"m%d\"".formatted(i, 1000 * i, i, i));
        }
        send("{\"data\":{" + fields + "}}");
        int id = create("["
                + String.join(
                        ",",
                        panel("value", "\"title\":\"a\",\"width\":3,\"height\":2", "\"latest\":true", ""),
                        panel(
                                "gauge",
                                "\"title\":\"b\",\"width\":3,\"height\":3",
                                "\"latest\":true",
                                "\"min\":0,\"max\":9000"),
                        panel("state_timeline", "\"title\":\"c\",\"height\":6", "\"measurements\":[\"sensor\"]", ""),
                        panel("chart", "\"title\":\"d\"", "\"window\":\"auto\"", ""))
                + "]");
        signedInAt("#/dashboards/" + id);
        browser.find(".panel[data-kind='gauge'] .gauge:nth-of-type(9)");
        browser.find(".panel[data-kind='chart'] .part:nth-of-type(9)");
        browser.find(".panel[data-kind='state_timeline'] .strip:nth-of-type(10)");

        assertEquals(
                List.of(true, true),
                browser.run(
                        "return ['.values', '.gauges'].map((it) => document.querySelector(it))"
                                + ".map((it) => it.firstElementChild.getBoundingClientRect().top >= it.getBoundingClientRect().top)"));
        assertEquals(
                List.of(11L, 10L), // with the times below the strips; numbers are no states
                browser.run("return [document.querySelectorAll('.strip').length, new Set([...document.querySelectorAll("
                        + "'.timeline rect')].map((it) => it.getAttribute('class'))).size]"));
        look("dashboard-full");
    }

    @Test
    void doesNotOverwriteWhatSomebodyElseHasSaved() {
        int id = create("[]");
        signedInAt("#/dashboards/" + id + "?edit=1");
        browser.find("#save");
        Reply others = admin.put(
                DASHBOARDS + "/" + id, "{\"name\":\"%s\",\"version\":1,\"description\":\"theirs\"}".formatted(name));
        assertEquals(200, others.status(), others.text());

        browser.type("#description", "mine");
        browser.click("#save");

        browser.awaitText("Somebody else has changed the dashboard");
        browser.click("#copy");
        browser.awaitText("Copy of " + name);
        browser.open("#/dashboards/" + id);
        browser.awaitText("theirs");
    }

    @Test
    void asksBeforeOneGoesWithoutSaving() {
        int id = create("[" + panel("value", "\"title\":\"t\"", "\"latest\":true", "") + "]");
        signedInAt("#/dashboards/" + id + "?edit=1");
        browser.click(".panel .remove");
        browser.awaitText("changes that are not saved");

        browser.click("nav a[href='#/health']");
        browser.click("dialog .btn-secondary");
        browser.awaitGone("dialog");
        browser.find("#save");

        browser.click("nav a[href='#/health']");
        browser.confirm();
        browser.awaitText("Everything works");
        assertEquals(1, kept().getInt("panel_count"));
    }

    @Test
    void isCopiedAndDeleted() {
        create("[" + panel("value", "\"title\":\"t\"", "\"latest\":true", "") + "]");
        signedInAt("#/dashboards");
        browser.click("[aria-label='Copy " + name + "']");
        browser.find("[aria-label='Delete Copy of " + name + "']");

        browser.click("[aria-label='Delete " + name + "']");
        browser.confirm();
        browser.awaitGone("[aria-label='Delete " + name + "']");

        assertEquals("Copy of " + name, kept().getString("name"));
        assertEquals(1, kept().getJsonArray("panels").size());
    }

    @Test
    void aViewerSeesItAndChangesNothing() {
        int id = create("[" + panel("value", "\"title\":\"t\"", "\"latest\":true", "") + "]");
        browser.open("#/dashboards");
        browser.signIn(admin.post("/api/v1/admin/keys", "{\"name\":\"%s\",\"role\":\"viewer\"}".formatted(name))
                .json()
                .getJsonObject("key")
                .getString("api_key"));
        browser.click("a[href='#/dashboards/" + id + "']");

        browser.find(".panel .value");
        assertEquals(0L, browser.run("return document.querySelectorAll('#edit, .panel button').length"));
    }

    @Test
    void showsHostileNamesAsText() {
        String hostile = HOSTILE.replace("\u202E", "");
        admin.put("/api/v1/admin/devices/" + device.id(), "{\"name\":\"%s\"}".formatted(hostile + UUID.randomUUID()));
        send("{\"data\":{\"temperature\":21.5,\"state\":\"%s\",\"latitude\":1,\"longitude\":2}}".formatted(hostile));
        String title = "\"title\":\"%s\"".formatted(hostile);
        String latest = "\"latest\":true";
        int id = create("["
                + String.join(
                        ",",
                        panel("chart", title, "\"window\":\"auto\",\"functions\":[\"last\"]", ""),
                        panel("value", title, latest, ""),
                        panel("table", title, latest, ""),
                        panel("gauge", title, latest, "\"min\":0,\"max\":1,\"unit\":\"<b>\""),
                        panel("map", title, latest, ""),
                        panel("state_timeline", title, "\"fields\":[\"state\"]", ""))
                + "]");
        signedInAt("#/dashboards/" + id);

        browser.find(".panel[data-kind='map'] a");
        browser.find(".panel[data-kind='state_timeline'] rect");
        browser.awaitText("<img src=x onerror=window.hacked=1>");
        assertNull(browser.run("return window.hacked"));
    }

    @Test
    void canBeUsedByEverybody() {
        List<String> devices = devicesWithAnHour();
        name = "Greenhouses"; // as it is in the documentation
        String all = "\"device_type\":\"greenhouse\",";
        int id = create("["
                + String.join(
                        ",",
                        wide(
                                "chart",
                                "Temperature of the houses",
                                8,
                                4,
                                all + "\"fields\":[\"temperature\"],\"window\":\"auto\",\"functions\":[\"mean\"]",
                                "\"unit\":\"°C\",\"decimals\":1"),
                        wide(
                                "gauge",
                                "Humidity",
                                4,
                                4,
                                "\"devices\":[\"" + devices.get(0) + "\",\"" + devices.get(1)
                                        + "\"],\"fields\":[\"humidity\"],\"latest\":true",
                                "\"min\":0,\"max\":100,\"unit\":\"%\",\"decimals\":0,\"thresholds\":[{\"from\":0,\"color\":\"green\"},{\"from\":48,\"color\":\"orange\"},{\"from\":80,\"color\":\"red\"}]"),
                        wide(
                                "value",
                                "Warmest",
                                3,
                                2,
                                all + "\"fields\":[\"temperature\"],\"functions\":[\"max\"],\"group_by\":[]",
                                "\"unit\":\"°C\",\"thresholds\":[{\"from\":20,\"color\":\"red\"}]"),
                        wide(
                                "value",
                                "Now",
                                3,
                                2,
                                "\"devices\":[\"" + devices.get(0) + "\"],\"fields\":[\"temperature\"],\"latest\":true",
                                "\"unit\":\"°C\",\"decimals\":1"),
                        wide(
                                "state_timeline",
                                "Ventilation",
                                6,
                                3,
                                all + "\"fields\":[\"mode\"]",
                                "\"states\":[{\"value\":\"idle\",\"text\":\"idle\",\"color\":\"gray\"},{\"value\":\"vent\",\"text\":\"ventilates\",\"color\":\"blue\"},{\"value\":\"fault\",\"text\":\"fault\",\"color\":\"red\"}]"),
                        wide(
                                "table",
                                "Latest",
                                6,
                                4,
                                all + "\"fields\":[\"temperature\",\"humidity\",\"mode\",\"door\"],\"latest\":true",
                                "\"decimals\":1,\"states\":[{\"value\":\"fault\",\"text\":\"fault\",\"color\":\"red\"},{\"value\":\"true\",\"text\":\"open\",\"color\":\"orange\"},{\"value\":\"false\",\"text\":\"closed\",\"color\":\"green\"}]"),
                        wide(
                                "map",
                                "Where they are",
                                6,
                                3,
                                all + "\"fields\":[\"latitude\",\"longitude\"],\"latest\":true",
                                ""))
                + "]");
        signedInAt("#/dashboards/" + id);
        browser.find(".panel[data-kind='map'] a:nth-of-type(6)");
        browser.find(".panel[data-kind='chart'] .chart[data-lines='6']");
        Waiting.soon().until(() -> !browser.text().contains("Loading"));
        look("dashboard");
        browser.click("#edit");
        browser.click(".panel[data-kind='gauge'] .edit");
        browser.find("#option-thresholds");
        look("dashboard-edit");
        browser.open("#/dashboards");
        browser.awaitText(name);
        look("dashboards");
    }

    private int create(String panels) {
        Reply reply = admin.post(
                DASHBOARDS,
                "{\"name\":\"%s\",\"description\":\"What the night shift looks at\",\"refresh\":5,\"panels\":%s}"
                        .formatted(name, panels));
        assertEquals(201, reply.status(), reply.text());
        return reply.json().getJsonObject("dashboard").getInt("id");
    }

    /** A panel about the device. */
    private String panel(String kind, String title, String query, String options) {
        return "{\"kind\":\"%s\",%s,\"query\":{\"devices\":[\"%s\"],%s},\"options\":{%s}}"
                .formatted(kind, title, device.id(), query, options);
    }

    private static String wide(String kind, String title, int width, int height, String query, String options) {
        return "{\"kind\":\"%s\",\"title\":\"%s\",\"width\":%d,\"height\":%d,\"query\":{%s},\"options\":{%s}}"
                .formatted(kind, title, width, height, query, options);
    }

    private JsonObject kept() {
        JsonObject listed =
                admin.get(DASHBOARDS).json().getJsonArray("dashboards").getValuesAs(JsonObject.class).stream()
                        .filter(it -> it.getString("name").contains(name))
                        .findFirst()
                        .orElse(Json.createObjectBuilder().add("id", 0).build());
        Reply reply = admin.get(DASHBOARDS + "/" + listed.getInt("id"));
        assertEquals(200, reply.status(), reply.text());
        return reply.json().getJsonObject("dashboard");
    }

    /** Six devices with an hour of numbers, states and a position. */
    private List<String> devicesWithAnHour() {
        List<String> ids = new ArrayList<>();
        Instant now = Instant.now();
        for (int i = 0; i < 6; i++) {
            String id = "greenhouse-" + i;
            admin.post(
                    "/api/v1/devices/register",
                    "{\"device_id\":\"%s\",\"name\":\"House %d\",\"device_type\":\"greenhouse\"}".formatted(id, i + 1));
            StringBuilder points = new StringBuilder();
            for (int minute = 1; minute < 60; minute++) {
                double wave = Math.sin(minute / 9.0 + i);
                String mode = wave > 0.5 ? "vent" : i == 4 && minute < 8 ? "fault" : "idle";
                points.append(points.isEmpty() ? "" : ",")
                        .append(
                                ("{\"device_id\":\"%s\",\"measurement\":\"house\",\"fields\":{\"temperature\":%s,\"humidity\":%s,"
                                                + "\"mode\":\"%s\",\"door\":%s,\"latitude\":%s,\"longitude\":%s},\"timestamp\":\"%s\"}")
                                        .formatted(
                                                id,
                                                20 + i / 2.0 + wave,
                                                45 + i - 3 * wave,
                                                mode,
                                                i % 3 == 0,
                                                52.52 + 0.003 * Math.cos(i),
                                                13.4 + 0.006 * Math.sin(2 * i),
                                                now.minusSeconds(60L * minute)));
            }
            Reply stored = admin.post("/api/v1/influxdb/telemetry/batch", "{\"points\":[" + points + "]}");
            assertTrue(stored.status() < 300, stored.text());
            ids.add(id);
        }
        return ids;
    }
}
