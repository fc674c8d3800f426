package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The dashboards, without a Grafana: what it needs is there, fits together, and lets nobody inject. */
class DashboardsTest {

    private static final Path GRAFANA = Path.of("server-config/grafana");
    private static final int COLUMNS = 24;

    @Test
    void keepsItsUidsBecauseLinksAndBookmarksUseThem() {
        assertEquals(
                Set.of("iotflow-fleet", "iotflow-device", "iotflow-telemetry", "iotflow-ingest"),
                Dashboard.all().stream().map(Dashboard::uid).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("io.iotflow.serverconfig.Dashboard#all")
    void askOnlyDataSourcesThatAreProvisioned(Dashboard dashboard) throws IOException {
        Map<String, String> types = provisioned();

        for (JsonObject panel : dashboard.panels()) {
            for (JsonObject target : targets(panel)) {
                JsonObject source = target.getJsonObject("datasource");
                assertEquals(source.getString("type"), types.get(source.getString("uid")), panel.getString("title"));
                assertEquals(source, panel.getJsonObject("datasource"), panel.getString("title"));
            }
        }
        dashboard.variables().stream()
                .filter(it -> it.containsKey("datasource"))
                .map(it -> it.getJsonObject("datasource"))
                .forEach(it -> assertEquals(it.getString("type"), types.get(it.getString("uid"))));
    }

    @ParameterizedTest
    @MethodSource("io.iotflow.serverconfig.Dashboard#all")
    void everyPanelHasAnIdATitleAndQueries(Dashboard dashboard) {
        Set<Integer> ids = new HashSet<>();
        for (JsonObject panel : dashboard.panels()) {
            String title = panel.getString("title");
            assertFalse(title.isBlank());
            assertTrue(ids.add(panel.getInt("id")), title + " has another panel's id");
            assertFalse(targets(panel).isEmpty(), title);
            Set<String> names = new HashSet<>();
            for (JsonObject target : targets(panel)) {
                assertTrue(names.add(target.getString("refId")), title);
                assertFalse(Dashboard.text(target).isBlank(), title);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.iotflow.serverconfig.Dashboard#all")
    void noPanelCoversAnother(Dashboard dashboard) {
        Map<String, String> taken = new HashMap<>();
        for (JsonObject panel : dashboard.panels()) {
            JsonObject place = panel.getJsonObject("gridPos");
            assertTrue(place.getInt("x") + place.getInt("w") <= COLUMNS, panel.getString("title"));
            for (int x = place.getInt("x"); x < place.getInt("x") + place.getInt("w"); x++) {
                for (int y = place.getInt("y"); y < place.getInt("y") + place.getInt("h"); y++) {
                    String other = taken.put(x + "," + y, panel.getString("title"));
                    assertTrue(other == null, () -> panel.getString("title") + " covers " + other);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.iotflow.serverconfig.Dashboard#all")
    void escapesEveryVariableInTheLanguageOfItsQuery(Dashboard dashboard) {
        Set<String> known =
                dashboard.variables().stream().map(it -> it.getString("name")).collect(Collectors.toSet());
        Map<String, String> formats = Map.of(Dashboard.POSTGRESQL, "sqlstring", Dashboard.INFLUXDB, "regex");
        formats.forEach((datasource, format) -> Dashboard.queries(datasource).stream()
                .filter(it -> it.from().startsWith(dashboard.uid() + " "))
                .forEach(query -> {
                    for (MatchResult it : Pattern.compile("\\$\\{?(?!__)(\\w+)(?::(\\w+)})?")
                            .matcher(query.text())
                            .results()
                            .toList()) {
                        assertTrue(known.contains(it.group(1)), query + " uses " + it.group());
                        assertEquals(format, it.group(2), query + " uses " + it.group());
                    }
                }));
    }

    @Test
    void aVariableWithQuotesAndOperatorsStaysAText() {
        Interpolation hostile = new Interpolation(
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofMinutes(1),
                Map.of("device", List.of("x'); DROP TABLE device; --", "a/b|.*${c}\"")));

        assertEquals(
                "WHERE d = ANY (ARRAY['x''); DROP TABLE device; --','a/b|.*${c}\"']::text[])",
                hostile.sql("WHERE d = ANY (ARRAY[${device:sqlstring}]::text[])"));
        assertEquals(
                "=~ /^(x'\\); DROP TABLE device; --|a\\/b\\|\\.\\*\\$\\{c\\}\")$/",
                hostile.flux("=~ /^${device:regex}$/", "b"));
    }

    @Test
    void onlyReads() {
        for (Dashboard.Query query : Dashboard.queries(Dashboard.POSTGRESQL)) {
            assertTrue(query.text().startsWith("SELECT "), query.toString());
            assertFalse(query.text().contains(";"), query.toString());
        }
        for (Dashboard.Query query : Dashboard.queries(Dashboard.INFLUXDB)) {
            assertFalse(query.text().matches("(?s).*\\b(to|http\\.post|delete)\\(.*"), query.toString());
        }
    }

    @Test
    void linksAndTheHomePageLeadSomewhere() throws IOException {
        Set<String> uids = Dashboard.all().stream().map(Dashboard::uid).collect(Collectors.toSet());
        for (Dashboard dashboard : Dashboard.all()) {
            Pattern.compile("\"/d/([^?/\"]+)")
                    .matcher(dashboard.json().toString())
                    .results()
                    .forEach(it -> assertTrue(uids.contains(it.group(1)), it.group()));
        }
        String compose = Files.readString(Path.of("server-config/compose.yaml"));
        String home = compose.replaceAll("(?s).*DEFAULT_HOME_DASHBOARD_PATH: /etc/iotflow/dashboards/(\\S+).*", "$1");
        assertTrue(Files.exists(Dashboard.FOLDER.resolve(home)), home);
    }

    @Test
    void theFormerDocumentsThreePanelsAreThere() {
        List<String> titles = Dashboard.all().stream()
                .flatMap(it -> it.panels().stream())
                .map(it -> it.getString("title"))
                .toList();
        assertTrue(titles.containsAll(
                List.of("Temperature over time", "Device status overview", "Multi-device comparison")));
    }

    /** The fleet sends its temperature as a field of its profile's measurement, other devices as a measurement. */
    @Test
    void temperaturesAreThoseOfTheSimulatedFleetToo() {
        List<String> queries = Dashboard.queries(Dashboard.INFLUXDB).stream()
                .filter(it -> it.from().matches(".*(Temperature over time|Multi-device comparison).*"))
                .map(Dashboard.Query::text)
                .toList();
        assertEquals(2, queries.size());
        for (String query : queries) {
            assertTrue(query.contains("r[\"_field\"] == \"temperature\" or"), query);
            assertTrue(query.contains("r[\"_measurement\"] == \"temperature\" and r[\"_field\"] == \"value\""), query);
        }
    }

    private static List<JsonObject> targets(JsonObject panel) {
        return panel.getJsonArray("targets").getValuesAs(JsonObject.class);
    }

    /** Types of the provisioned data sources by uid. */
    private static Map<String, String> provisioned() throws IOException {
        Map<String, List<Map<String, Object>>> file =
                new Yaml().load(Files.readString(GRAFANA.resolve("provisioning/datasources/iotflow.yaml")));
        return Stream.of(file.get("datasources"))
                .flatMap(List::stream)
                .collect(Collectors.toMap(it -> (String) it.get("uid"), it -> (String) it.get("type")));
    }
}
