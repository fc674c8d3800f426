package io.iotflow.dashboard;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObjectBuilder;

/**
 * What an operator says of a dashboard, checked.
 *
 * @param description null for none
 * @param shared whether viewers see it
 * @param start of the range that it shows, as in a question
 * @param stop of it; null for now
 * @param timezone null for the server's
 * @param refresh after how many seconds it is asked again; 0 for never
 * @param panels in the order in which they are shown
 */
record Dashboard(
        String name,
        String description,
        boolean shared,
        String start,
        String stop,
        String timezone,
        int refresh,
        JsonArray panels) {

    /** What stands in its row beside name, description and shared. */
    JsonObjectBuilder definition() {
        return Json.createObjectBuilder()
                .add("start", start)
                .add("stop", Json.orNull(stop))
                .add("timezone", Json.orNull(timezone))
                .add("refresh", refresh)
                .add("panels", panels);
    }
}
