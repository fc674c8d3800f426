package io.iotflow.telemetry.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MergedBatchTest {

    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private final TelemetryMessage first = message("climate", TIME, Map.of("a", 1.0, "b", 2.0), "first", "{\"n\":1}");
    private final TelemetryMessage again = message("climate", TIME, Map.of("b", 3.0, "c", 4.0), "again", "{\"n\":2}");

    @Test
    void keepsTheLaterValueOfARepeatedDelivery() {
        assertEquals(Map.of("a", 1.0, "b", 3.0, "c", 4.0), merged(first, again).fields());
    }

    @Test
    void keepsTheSeriesOfTheFirstDelivery() {
        assertEquals("first", merged(first, again).tags().get("location"));
    }

    @Test
    void keepsTheLaterOriginal() {
        assertEquals("{\"n\":2}", merged(first, again).extra());
    }

    @Test
    void keepsTheEarlierOriginalWhereTheLaterHasNone() {
        assertEquals(
                "{\"n\":1}",
                merged(first, message("climate", TIME, Map.of("b", 3.0), "again", null))
                        .extra());
    }

    @Test
    void mergesAcrossUploads() {
        assertEquals(
                1,
                MergedBatch.of(List.of(Upload.of(List.of(first)), Upload.of(List.of(again))))
                        .rows()
                        .size());
    }

    @Test
    void keepsOtherTimesMeasurementsAndDevicesApart() {
        TelemetryMessage later = message("climate", TIME.plusNanos(1000), Map.of("a", 1.0), "x", null);
        TelemetryMessage other = message("soil", TIME, Map.of("a", 1.0), "x", null);
        TelemetryMessage neighbour =
                new TelemetryMessage(8, "d8", "climate", TIME, Map.of("a", 1.0), Map.of(), null, TIME);
        assertEquals(
                List.of(first, later, other, neighbour),
                batch(first, later, other, neighbour).rows());
    }

    @Test
    void tellsARepeatedDeliveryThePlaceOfItsRow() {
        TelemetryMessage other = message("soil", TIME, Map.of("a", 1.0), "x", null);
        MergedBatch batch = batch(other, first, again);
        assertEquals(1, batch.position(first));
        assertEquals(1, batch.position(again));
    }

    private static TelemetryMessage merged(TelemetryMessage... messages) {
        return batch(messages).rows().get(0);
    }

    private static MergedBatch batch(TelemetryMessage... messages) {
        return MergedBatch.of(List.of(Upload.of(List.of(messages))));
    }

    private static TelemetryMessage message(
            String measurement, Instant time, Map<String, Object> fields, String location, String extra) {
        return new TelemetryMessage(7, "d7", measurement, time, fields, Map.of("location", location), extra, TIME);
    }
}
