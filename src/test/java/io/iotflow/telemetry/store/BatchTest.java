package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    @Test
    void placesALargeUploadDeviceByDeviceAndEachDevicesMessagesAsTheyCame() {
        List<TelemetryMessage> sent = new ArrayList<>();
        for (int i = 0; i < Upload.LARGE; i++) { // device 8 first; the times of each go back
            sent.add(new TelemetryMessage(
                    8 - i % 2, "d", "climate", TIME.minusSeconds(i), Map.of("a", 1.0), Map.of(), Map.of(), null, TIME));
        }
        sent.add(message("climate", TIME.minusSeconds(1), Map.of("a", 2.0), Map.of(), null)); // corrects the second
        sent.add(sent.get(0)); // comes again

        Batch batch = batchOf(Upload.of(sent));

        int half = Upload.LARGE / 2;
        assertEquals(
                IntStream.range(0, Upload.LARGE)
                        .mapToObj(it -> it % 2 == 0 ? half + 1 + it / 2 : it / 2)
                        .toList(),
                IntStream.range(0, Upload.LARGE).mapToObj(batch::place).toList());
        assertEquals(List.of(half, half + 1), List.of(batch.place(Upload.LARGE), batch.place(Upload.LARGE + 1)));
        batch.points().forEach(it -> assertSame(it.message(), sent.get(sentAt(batch, it.place()))));
        assertEquals(half, batch.others().get(0).place());
    }

    private static int sentAt(Batch batch, int place) {
        return IntStream.range(0, batch.messages())
                .filter(it -> batch.place(it) == place)
                .findFirst()
                .orElseThrow();
    }

    private static List<TelemetryMessage> messages(List<LogRow> rows) {
        return rows.stream().map(LogRow::message).toList();
    }

    /** In two uploads, of which the first has one message. */
    private static Batch batch(TelemetryMessage... messages) {
        List<TelemetryMessage> all = List.of(messages);
        return batchOf(Upload.of(all.subList(0, 1)), Upload.of(all.subList(1, all.size())));
    }

    private static Batch batchOf(Upload... uploads) {
        Map<SeriesKey, SeriesIds> series = new HashMap<>();
        Map<SeriesKey, Integer> numbers =
                new HashMap<>(); // PostgreSQL gives one to each, whatever the registry's tags are
        Stream.of(uploads).flatMap(it -> it.messages().stream()).forEach(it -> {
            SeriesKey own = new SeriesKey(it.deviceRowId(), it.measurement(), it.ownTags(), Map.of());
            numbers.putIfAbsent(own, numbers.size());
            series.put(SeriesKey.of(it), new SeriesIds(numbers.get(own), 1));
        });
        return Batch.of(List.of(uploads), new SeriesOfBatch(series));
    }

    private static TelemetryMessage message(
            String measurement, Instant time, Map<String, Object> fields, Map<String, String> ownTags, String extra) {
        return new TelemetryMessage(7, "d7", measurement, time, fields, ownTags, ownTags, extra, TIME);
    }
}
