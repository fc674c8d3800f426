package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest reading of each series of an answer, of the newest ones of each of InfluxDB's series. Where no field is named,
 * only what the newest message of a measurement and set of tags has.
 */
final class FleetLatest {

    private final boolean named;
    private final Map<Message, List<Reading>> messages = new HashMap<>();

    /** @param named whether the fields are named */
    FleetLatest(boolean named) {
        this.named = named;
    }

    /** What a device sends; the field where each is looked for by itself, else null. */
    private record Message(String device, String measurement, Map<String, String> tags, String field) {}

    private record Reading(FleetTables.Source source, Instant time, Object value) {}

    void add(FleetTables.Source source, Instant time, Object value) {
        Map<String, String> tags = new HashMap<>(source.tags());
        tags.keySet().removeAll(Latest.ADDED);
        List<Reading> newest = messages.computeIfAbsent(
                new Message(source.device(), source.measurement(), tags, named ? source.field() : null),
                it -> new ArrayList<>(1));
        if (!newest.isEmpty() && newest.get(0).time.isBefore(time)) {
            newest.clear();
        }
        if (newest.isEmpty() || newest.get(0).time.equals(time)) {
            newest.add(new Reading(source, time, value));
        }
    }

    /** In no order. */
    List<FleetRow> rows() {
        Map<FleetSeries.Key, Reading> newest = new HashMap<>();
        messages.values().stream()
                .flatMap(List::stream)
                .forEach(reading -> reading.source
                        .keys()
                        .forEach(key -> newest.merge(
                                key, reading, (one, other) -> one.time.isBefore(other.time) ? other : one)));
        List<FleetRow> rows = new ArrayList<>(newest.size());
        newest.forEach((key, reading) -> rows.add(key.row(reading.time, Arrays.asList(reading.value))));
        return rows;
    }
}
