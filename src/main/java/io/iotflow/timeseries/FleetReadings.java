package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The readings of many devices in the order of time, which InfluxDB has series by series: it counts them, and they are read
 * in pieces of time that fit into memory. A few are read at once.
 */
final class FleetReadings {

    private static final int PIECES = 200;
    private static final Duration SHORTEST = Duration.ofNanos(1_000);

    private final InfluxQuestions questions;
    private final String bucket;
    private final int few;
    private final FleetInflux.Asked asked;
    private final FleetCut cut;
    private final List<FleetFlux> portions;

    /** @param few how many readings fit into memory */
    FleetReadings(InfluxQuestions questions, String bucket, int few, FleetInflux.Asked asked, FleetCut cut) {
        this.questions = questions;
        this.bucket = bucket;
        this.few = few;
        this.asked = asked;
        this.cut = cut;
        this.portions = asked.portions().stream()
                .map(it -> new FleetFlux(asked.query(), it))
                .toList();
    }

    private record Piece(Instant start, Instant stop, long count) {}

    /** Ends a query whose answer does not fit. */
    private static final class TooMany extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooMany() {
            super(null, null, false, false);
        }
    }

    void read() {
        read(new Piece(asked.query().start(), asked.query().stop(), 0));
    }

    private void read(Piece piece) {
        boolean last = Duration.between(piece.start, piece.stop).compareTo(SHORTEST) <= 0;
        Optional<List<FleetRow>> rows = piece.count > few && !last ? Optional.empty() : all(piece, last);
        if (rows.isPresent()) {
            cut.readings(rows.get());
            return;
        }
        for (Piece part : pieces(piece)) {
            if (!cut.isFull()) {
                read(part);
            }
        }
    }

    private Optional<List<FleetRow>> all(Piece piece, boolean last) {
        List<FleetRow> rows = new ArrayList<>();
        FleetTables tables = new FleetTables(asked.query(), asked.ids());
        try {
            for (FleetFlux flux : portions) {
                questions.query(flux.points(bucket, piece.start, piece.stop), row -> {
                    if (rows.size() > few && !last) {
                        throw new TooMany();
                    }
                    add(tables, row, rows);
                });
            }
        } catch (TooMany e) {
            return Optional.empty();
        }
        return Optional.of(rows);
    }

    private static void add(FleetTables tables, FluxRow row, List<FleetRow> rows) {
        tables.of(row).ifPresent(source -> {
            List<Object> value = List.of(row.value());
            source.keys().forEach(key -> rows.add(key.row(row.time(), value)));
        });
    }

    /** Neighbouring pieces that together are few, in the order in which they are wanted. */
    private List<Piece> pieces(Piece whole) {
        List<Instant> bounds = bounds(whole);
        long[] counts = new long[bounds.size() - 1];
        FleetTables tables = new FleetTables(asked.query(), asked.ids());
        for (FleetFlux flux : portions) {
            for (WindowRuns.Run run : WindowRuns.of(bounds)) {
                questions.query(
                        flux.part(bucket, run, WindowPart.COUNT, List.of()),
                        row -> tables.of(row)
                                .ifPresent(it -> counts[piece(bounds, row.time())] +=
                                        it.keys().size() * ((Number) row.value()).longValue()));
            }
        }
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < counts.length; ) {
            int begin = i;
            long count = counts[i++];
            while (i < counts.length && count + counts[i] <= few) {
                count += counts[i++];
            }
            pieces.add(new Piece(bounds.get(begin), bounds.get(i), count));
        }
        if (cut.isNewestFirst()) {
            Collections.reverse(pieces);
        }
        return pieces;
    }

    private static int piece(List<Instant> bounds, Instant time) {
        int at = Collections.binarySearch(bounds, time);
        return at < 0 ? -at - 2 : at;
    }

    private static List<Instant> bounds(Piece whole) {
        Duration length = Duration.between(whole.start, whole.stop).dividedBy(PIECES);
        Duration micros = Duration.ofNanos(length.toNanos() / 1_000 * 1_000);
        Duration each = micros.compareTo(SHORTEST) < 0 ? SHORTEST : micros;
        List<Instant> bounds = new ArrayList<>();
        for (Instant begin = whole.start; begin.isBefore(whole.stop); begin = begin.plus(each)) {
            bounds.add(begin);
        }
        bounds.add(whole.stop);
        return bounds;
    }
}
