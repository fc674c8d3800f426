package io.iotflow.serverconfig;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A dashboard that we ship for Grafana. */
public record Dashboard(JsonObject json) {

    /** A query of a panel or of a variable. */
    public record Query(String from, String datasource, String text) {

        @Override
        public String toString() {
            return from + ": " + text;
        }
    }

    static final Path FOLDER = Path.of("server-config/grafana/dashboards");

    /** Uids of the data sources. */
    public static final String POSTGRESQL = "iotflow-postgresql";

    public static final String INFLUXDB = "iotflow-influxdb";
    public static final String PROMETHEUS = "iotflow-prometheus";

    /** All that we ship. */
    public static List<Dashboard> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().map(Dashboard::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(file))) {
            return new Dashboard(reader.readObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String uid() {
        return json.getString("uid");
    }

    List<JsonObject> panels() {
        return json.getJsonArray("panels").getValuesAs(JsonObject.class);
    }

    List<JsonObject> variables() {
        return json.getJsonObject("templating").getJsonArray("list").getValuesAs(JsonObject.class);
    }

    /** All queries of all dashboards to this data source. */
    public static List<Query> queries(String datasource) {
        return all().stream()
                .flatMap(it -> Stream.concat(it.panelQueries(), it.variableQueries()))
                .filter(it -> it.datasource().equals(datasource))
                .toList();
    }

    private Stream<Query> panelQueries() {
        return panels().stream()
                .flatMap(panel -> panel.getJsonArray("targets").getValuesAs(JsonObject.class).stream()
                        .map(target -> new Query(
                                uid() + " / " + panel.getString("title"),
                                target.getJsonObject("datasource").getString("uid"),
                                text(target))));
    }

    private Stream<Query> variableQueries() {
        return variables().stream()
                .filter(it -> it.getString("type").equals("query"))
                .map(it -> new Query(
                        uid() + " / $" + it.getString("name"),
                        it.getJsonObject("datasource").getString("uid"),
                        it.get("query") instanceof JsonObject query
                                ? query.getString("query")
                                : it.getString("query")));
    }

    /** A target's query: the field depends on the data source. */
    static String text(JsonObject target) {
        return Stream.of("rawSql", "query", "expr")
                .filter(target::containsKey)
                .map(target::getString)
                .findFirst()
                .orElse("");
    }
}
