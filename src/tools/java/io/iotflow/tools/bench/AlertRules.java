package io.iotflow.tools.bench;

import io.iotflow.tools.api.ApiClient;
import java.io.IOException;
import java.util.List;

/**
 * Rules of ten kinds for each of a hundred locations, so that each of the devices of {@link FleetLoader} is judged by ten. None
 * opens an alert as long as the load is what it is: that is the usual state of a fleet.
 */
final class AlertRules {

    private static final int LOCATIONS = 100;
    private static final int CREATED = 201;
    private static final String ABOUT =
            "{\"name\":\"bench-%d-%d\",\"enabled\":false,\"severity\":\"major\",\"location\":\"hall %d\",";
    private static final String FIELD = "\"measurement\":\"%s\",\"field\":\"%s\",";
    private static final List<String> CONDITIONS = List.of(
            "temperature|\"condition\":\"above\",\"value\":40,\"clear\":35,\"for\":\"1m\"}",
            "humidity|\"condition\":\"outside\",\"low\":10,\"high\":90}",
            "battery|\"condition\":\"below\",\"value\":3,\"count\":3,\"of\":5}",
            "temperature|\"condition\":\"equals\",\"value\":85}",
            "temperature|\"condition\":\"above\",\"value_field\":\"humidity\"}",
            "temperature|\"condition\":\"rate_above\",\"value\":5}",
            "temperature|\"condition\":\"mean_above\",\"value\":40,\"window\":\"1m\"}",
            "seq|\"condition\":\"stuck\",\"after\":\"2h\"}",
            "temperature|\"condition\":\"missing\",\"after\":\"1h\"}",
            "|\"condition\":\"offline\",\"after\":\"1h\"}");

    private final ApiClient api;
    private final String key;

    AlertRules(BenchStack stack) {
        this.api = new ApiClient(stack.application().uri());
        this.key = stack.adminKey();
    }

    /** Makes the thousand rules, of messages of this measurement; none is enabled. */
    void createAll(String measurement) throws IOException, InterruptedException {
        for (int location = 0; location < LOCATIONS; location++) {
            for (int kind = 0; kind < CONDITIONS.size(); kind++) {
                String[] parts = CONDITIONS.get(kind).split("\\|");
                create(ABOUT.formatted(location, kind, location)
                        + (parts[0].isEmpty() ? "" : FIELD.formatted(measurement, parts[0]))
                        + parts[1]);
            }
        }
    }

    /** Makes an enabled rule of a location that no device has. */
    void createOneForNobody(String measurement) throws IOException, InterruptedException {
        create("{\"name\":\"bench\",\"enabled\":true,\"severity\":\"major\",\"location\":\"nowhere\","
                + FIELD.formatted(measurement, "temperature") + "\"condition\":\"above\",\"value\":40}");
    }

    private void create(String rule) throws IOException, InterruptedException {
        ApiClient.Answer answer = api.post("/api/v1/admin/alert-rules", key, rule);
        if (answer.status() != CREATED) {
            throw new IOException("a rule was answered with " + answer.status() + ": " + answer.detail());
        }
    }
}
