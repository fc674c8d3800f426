package io.iotflow.dashboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.stack.Client;
import io.iotflow.stack.Deployed;
import io.iotflow.stack.OnPostgresql;
import io.iotflow.stack.Operators;
import io.iotflow.stack.Reply;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dashboards as a program keeps them. */
@Deployed(OnPostgresql.class)
class DashboardApiIT {

    private static final String DASHBOARDS = "/api/v1/dashboards";
    private static final String CHART =
            "{'kind':'chart','query':{'all':true,'fields':['t'],'window':'auto','functions':['mean','max']}}";

    @ArquillianResource
    private URI base;

    private final String name = "d " + UUID.randomUUID();
    private final List<Integer> made = new ArrayList<>();
    private Client admin;

    @BeforeEach
    void begin() {
        admin = Client.admin(base);
    }

    @AfterEach
    void delete() {
        made.forEach(it -> admin.delete(path(it)));
    }

    private static String path(int id) {
        return DASHBOARDS + "/" + id;
    }

    private Reply create(String members) {
        Reply reply = admin.post(DASHBOARDS, body(members));
        if (reply.status() == 201) {
            made.add(reply.json().getJsonObject("dashboard").getInt("id"));
        }
        return reply;
    }

    private String body(String members) {
        return "{\"name\":\"%s\",%s}".formatted(name, members.replace('\'', '"'));
    }

    private int newDashboard(String members) {
        Reply reply = create(members);
        assertEquals(201, reply.status(), reply.text());
        return reply.json().getJsonObject("dashboard").getInt("id");
    }

    private JsonObject get(int id) {
        return admin.get(path(id)).json().getJsonObject("dashboard");
    }

    private static boolean lists(Client caller, int id) {
        return caller.get(DASHBOARDS).json().getJsonArray("dashboards").getValuesAs(JsonObject.class).stream()
                .anyMatch(it -> it.getInt("id") == id);
    }

    @Test
    void keepsWhatWasSaidAndWhoSaidIt() {
        Client other = Operators.newKey(admin, "admin", "");
        int id = newDashboard("'start':'-6h','refresh':30,'panels':[" + CHART + "]");

        JsonObject kept = get(id);

        assertEquals("admin", kept.getString("owner"));
        assertEquals("-6h", kept.getString("start"));
        assertEquals(30, kept.getInt("refresh"));
        assertEquals(1, kept.getInt("panel_count"));
        JsonObject panel = kept.getJsonArray("panels").getJsonObject(0);
        assertEquals("auto", panel.getJsonObject("query").getString("window"));
        assertEquals(6, panel.getInt("width"));
        JsonObject others = other.post(DASHBOARDS, body("'panels':[]")).json().getJsonObject("dashboard");
        made.add(others.getInt("id"));
        assertFalse(others.getString("owner").equals("admin"), others.toString());
    }

    @Test
    void saysWhichMemberIsWrong() {
        Reply reply = create("'panels':[{'kind':'chart','query':{'all':true,'functions':['avg']}}]");

        assertEquals(400, reply.status(), reply.text());
        assertTrue(reply.text().contains("panels[0].query.functions[0]"), reply.text());
    }

    @Test
    void refusesAChangeOfWhatSomebodyElseHasChanged() {
        int id = newDashboard("'panels':[]");

        assertEquals(
                200,
                admin.put(path(id), body("'version':1,'panels':[" + CHART + "]"))
                        .status());
        Reply late = admin.put(path(id), body("'version':1,'panels':[]"));

        assertEquals(409, late.status(), late.text());
        assertEquals(2, get(id).getInt("version"));
        assertEquals(1, get(id).getInt("panel_count"));
        assertEquals(400, admin.put(path(id), body("'panels':[]")).status());
    }

    @Test
    void showsViewersOnlyWhatIsSharedAndLetsThemChangeNothing() {
        Client viewer = Operators.newViewer(admin);
        Client other = Operators.newKey(admin, "admin", "");
        int shared = newDashboard("'panels':[]");
        int own = newDashboard("'shared':false,'panels':[]");

        assertTrue(lists(viewer, shared));
        assertEquals(200, viewer.get(path(shared)).status());
        assertFalse(lists(viewer, own));
        assertEquals(404, viewer.get(path(own)).status());
        assertTrue(lists(other, own));
        assertEquals(200, other.get(path(own)).status());
        assertEquals(
                403, viewer.put(path(shared), body("'version':1,'panels':[]")).status());
        assertEquals(403, viewer.delete(path(shared)).status());
    }

    @Test
    void takesAtMostThirtyPanels() {
        String thirty = IntStream.range(0, 30).mapToObj(i -> CHART).collect(Collectors.joining(","));

        int id = newDashboard("'panels':[" + thirty + "]");

        assertEquals(30, get(id).getInt("panel_count"));
        assertEquals(400, create("'panels':[" + thirty + "," + CHART + "]").status());
    }

    @Test
    void deletesAndRecordsWhoDidWhat() {
        int id = newDashboard("'panels':[]");
        admin.put(path(id), body("'version':1,'panels':[]"));

        assertEquals(200, admin.delete(path(id)).status());

        assertEquals(404, admin.get(path(id)).status());
        assertEquals(404, admin.delete(path(id)).status());
        assertEquals(404, admin.get(DASHBOARDS + "/none").status());
        List<String> actions = admin
                .get("/api/v1/admin/audit?target=" + id)
                .json()
                .getJsonArray("changes")
                .getValuesAs(JsonObject.class)
                .stream()
                .map(it -> it.getString("action"))
                .filter(it -> it.startsWith("dashboard."))
                .toList();
        assertEquals(List.of("dashboard.delete", "dashboard.replace", "dashboard.create"), actions);
    }
}
