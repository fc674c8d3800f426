package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private final TelemetryMessage first = message("climate", TIME, Map.of("a", 1.0), Map.of(), null);

    @Test
    void givesARepeatedDeliveryThePlaceOfTheFirstOne() {
        TelemetryMessage again = message("climate", TIME, Map.of("a", 1.0), Map.of(), null);

        Batch batch = batch(first, again);

        assertEquals(List.of(0, 0), List.of(batch.place(0), batch.place(1)));
        assertEquals(1, batch.size());
        assertEquals(2, batch.messages());
    }

    @Test
    void givesWhatSaysSomethingElseOfThePointAPlaceOfItsOwn() {
        TelemetryMessage corrected = message("climate", TIME, Map.of("a", 2.0), Map.of(), null);
        TelemetryMessage other = message("climate", TIME, Map.of("a", 1.0), Map.of(), "{\"metadata\":{\"n\":1}}");

        Batch batch = batch(first, corrected, other);

        assertEquals(List.of(first), messages(batch.points()));
        assertEquals(List.of(corrected, other), messages(batch.others()));
        assertEquals(List.of(0, 1, 2), List.of(batch.place(0), batch.place(1), batch.place(2)));
    }

    @Test
    void keepsTagsTimesMeasurementsAndDevicesApart() {
        TelemetryMessage tagged = message("climate", TIME, Map.of("a", 1.0), Map.of("sensor_type", "dht22"), null);
        TelemetryMessage later = message("climate", TIME.plusNanos(1), Map.of("a", 1.0), Map.of(), null);
        TelemetryMessage soil = message("soil", TIME, Map.of("a", 1.0), Map.of(), null);
        TelemetryMessage neighbour =
                new TelemetryMessage(8, "d8", "climate", TIME, Map.of("a", 1.0), Map.of(), Map.of(), null, TIME);

        assertEquals(
                List.of(first, tagged, later, soil, neighbour),
                messages(batch(first, tagged, later, soil, neighbour).points()));
    }

    @Test
    void takesTheSamePointOnceThoughTheRegistrySaysSomethingElseOfTheDeviceMeanwhile() {
        TelemetryMessage renamed = new TelemetryMessage(
                7, "d7", "climate", TIME, Map.of("a", 1.0), Map.of("device_name", "new"), Map.of(), null, TIME);

        assertEquals(1, batch(first, renamed).size());
    }

    private static List<TelemetryMessage> messages(List<LogRow> rows) {
        return rows.stream().map(LogRow::message).toList();
    }

    /** In two uploads, of which the first has one message. */
    private static Batch batch(TelemetryMessage... messages) {
        List<TelemetryMessage> all = List.of(messages);
        Map<SeriesKey, SeriesIds> series = new HashMap<>();
        Map<SeriesKey, Integer> numbers =
                new HashMap<>(); // PostgreSQL gives one to each, whatever the registry's tags are
        all.forEach(it -> {
            SeriesKey own = new SeriesKey(it.deviceRowId(), it.measurement(), it.ownTags(), Map.of());
            numbers.putIfAbsent(own, numbers.size());
            series.put(SeriesKey.of(it), new SeriesIds(numbers.get(own), 1));
        });
        return Batch.of(
                List.of(Upload.of(all.subList(0, 1)), Upload.of(all.subList(1, all.size()))),
                new SeriesOfBatch(series));
    }

    private static TelemetryMessage message(
            String measurement, Instant time, Map<String, Object> fields, Map<String, String> ownTags, String extra) {
        return new TelemetryMessage(7, "d7", measurement, time, fields, ownTags, ownTags, extra, TIME);
    }
}
