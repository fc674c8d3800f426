package io.iotflow.timeseries;

import io.iotflow.device.ChosenDevices;
import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.FieldUnits;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.FleetRow;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Asks the stores, and makes series of what they say. */
@Dependent
class FleetAnswers {

    private static final int DEFAULT_ROWS = 10_000;
    private static final int MOST_WIDE = 1_000;

    private final ChosenDevices devices;
    private final FleetStores stores;
    private final FieldUnits units;
    private final QuerySettings settings;

    @Inject
    FleetAnswers(ChosenDevices devices, FleetStores stores, FieldUnits units, QuerySettings settings) {
        this.devices = devices;
        this.stores = stores;
        this.units = units;
        this.settings = settings;
    }

    /** A question that is ready to be asked: its devices are found, its windows counted. */
    final class Prepared {

        private final FleetQuestion question;
        private final FleetCursor place;
        private final GroupBy.Buckets buckets;
        private final List<Instant> bounds;
        private final Map<List<Object>, Map<String, String>> labels = new HashMap<>();
        private FleetRow last; // neighbours are mostly of one series
        private Map<String, String> lastLabels;
        private Source source;

        private Prepared(FleetQuestion question) {
            this.question = question;
            this.place = FleetCursor.of(question);
            this.source = stores.choose(question, place.range());
            this.buckets = question.groupBy().of(devices.find(question.devices()));
            this.bounds = question.windows()
                    .map(it -> it.bounds(place.range()))
                    .orElseGet(
                            () -> List.of(place.range().start(), place.range().stop()));
        }

        FleetQuestion question() {
            return question;
        }

        /** What is said of the series of a row. */
        Map<String, String> labels(FleetRow row) {
            if (last == null || row.bucket() != last.bucket() || !row.tags().equals(last.tags())) {
                last = row;
                lastLabels = readLabels(row);
            }
            return lastLabels;
        }

        private Map<String, String> readLabels(FleetRow row) {
            return labels.computeIfAbsent(List.of(row.bucket(), row.tags()), it -> {
                Map<String, String> all = new LinkedHashMap<>(buckets.labels().get(row.bucket()));
                List<String> tags = question.groupBy().tags();
                for (int i = 0; i < tags.size(); i++) {
                    all.put(GroupBy.TAG + tags.get(i), row.tags().get(i));
                }
                return all;
            });
        }

        /** Who answers, or answered. */
        Source source() {
            return source;
        }

        /** Rows as they come, at most so many; a statement of PostgreSQL for at most so long. */
        void read(long rows, Duration timeout, Consumer<FleetRow> into) {
            FleetQuery query = new FleetQuery(
                    buckets.devices(),
                    buckets.buckets(),
                    place.range().start(),
                    place.range().stop(),
                    question.measurements(),
                    question.fields(),
                    question.conditions(),
                    question.groupBy().tags());
            Cut cut = new Cut(question.newestFirst(), question.perSeries(), place.skipped(), rows);
            FleetStores.Reading reading = new FleetStores.Reading(question, query, buckets.ids(), aggregation(), cut);
            source = stores.read(source, reading, timeout, into);
        }

        private Aggregation aggregation() {
            Instant now = Instant.now();
            Instant stop = place.range().stop();
            return new Aggregation(question.functions(), bounds, settings.lookback, now.isBefore(stop) ? now : stop);
        }
    }

    Prepared prepare(FleetQuestion question) {
        return new Prepared(question);
    }

    /** A page of rows in the order that was asked for, the same by series, and the cursor of the next page where there is more. */
    record Page(List<FleetRow> rows, List<FleetSeries> series, Optional<String> next) {}

    /** Reads a page into memory; 400 when what is asked does not fit into one and cannot be read in several. */
    Page page(Prepared prepared) {
        FleetQuestion question = prepared.question;
        int most = question.limit()
                .map(it -> Math.min(it, settings.maxPoints))
                .orElse(Math.min(DEFAULT_ROWS, settings.maxPoints));
        List<FleetRow> rows = new ArrayList<>();
        prepared.read(most + 1L, settings.timeout, rows::add);
        boolean more = rows.size() > most;
        List<FleetRow> wanted = more ? rows.subList(0, most) : rows;
        List<FleetSeries> series = withUnits(prepared, FleetSeries.of(wanted, prepared::labels));
        if (question.shape() == FleetQuestion.Shape.WIDE && series.size() > MOST_WIDE) {
            throw Problem.invalid(
                    "shape",
                    "wide has a column for each series, at most " + MOST_WIDE + "; choose fewer devices or fields");
        }
        if (!question.fill().isNone()) {
            List<FleetSeries> filled = filled(prepared, series, more, most);
            List<FleetRow> all =
                    filled.stream().flatMap(it -> it.rows().stream()).toList();
            return new Page(all, filled, Optional.empty());
        }
        Optional<String> next =
                more ? Optional.of(prepared.place.behind(wanted, question).text(question)) : Optional.empty();
        return new Page(wanted, series, next);
    }

    /** Only where each series is written once. */
    private List<FleetSeries> withUnits(Prepared prepared, List<FleetSeries> series) {
        if (prepared.question.shape() == FleetQuestion.Shape.ROWS
                || prepared.question.shape() == FleetQuestion.Shape.WIDE) {
            return series;
        }
        FieldUnits.Found found = units.find(
                prepared.buckets.devices(),
                prepared.buckets.buckets(),
                series.stream().map(FleetSeries::measurement).distinct().toList());
        return series.stream()
                .map(it -> it.in(
                        found.of(it.bucket(), it.measurement(), it.field()).orElse(null)))
                .toList();
    }

    private static List<FleetSeries> filled(Prepared prepared, List<FleetSeries> series, boolean more, int most) {
        List<Instant> begins = prepared.bounds.subList(0, prepared.bounds.size() - 1);
        if (more || (long) begins.size() * series.size() > most) {
            throw Problem.invalid(
                    "fill",
                    "makes more than " + most
                            + " rows, which cannot come in pages; choose longer windows, a shorter range,"
                            + " fewer devices or fields, or a larger limit");
        }
        return series.stream()
                .map(it -> it.with(prepared.question.fill().fill(it.rows(), begins, prepared.question.newestFirst())))
                .toList();
    }
}
