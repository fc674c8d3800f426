package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.FleetRow;
import io.iotflow.telemetry.store.MessageCondition;
import io.iotflow.telemetry.store.MessageCondition.Comparison;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Answers questions about many devices from InfluxDB as {@link io.iotflow.telemetry.store.FleetQueries} does from the log.
 * InfluxDB's storage computes parts of each of its series, a thousand devices at a time; here they are put together to the
 * series of the answer, which know no transport and no former name.
 */
@Singleton
class FleetInflux {

    /** How many pipelines one script has at most. */
    private static final int PIPELINES = 24;

    /** How many windows one query has, about. */
    private static final int WINDOWS = 100_000;

    private static final int READINGS_IN_MEMORY = 50_000;

    private final InfluxConnection influx;
    private final InfluxQuestions questions;
    private final Downsampled downsampled;
    private final int readingsInMemory;

    @Inject
    FleetInflux(InfluxConnection influx, InfluxQuestions questions) {
        this(influx, questions, READINGS_IN_MEMORY);
    }

    FleetInflux(InfluxConnection influx, InfluxQuestions questions, int readingsInMemory) {
        this.readingsInMemory = readingsInMemory;
        this.influx = influx;
        this.questions = questions;
        this.downsampled = new Downsampled(influx);
    }

    /**
     * A question to InfluxDB.
     *
     * @param ids the id of each of the query's devices, in their order
     */
    record Asked(FleetQuery query, List<String> ids) {

        /** Each device once, a thousand at a time. */
        List<List<String>> portions() {
            return portions(1);
        }

        /** The same, fewer where each has many windows: InfluxDB has so long for each query. */
        List<List<String>> portions(int windows) {
            int size = Math.max(1, Math.min(FleetFlux.DEVICES, WINDOWS / windows));
            List<String> each = ids.stream().distinct().toList();
            List<List<String>> portions = new ArrayList<>();
            for (int i = 0; i < each.size(); i += size) {
                portions.add(each.subList(i, Math.min(each.size(), i + size)));
            }
            return portions;
        }

        /** The same of all messages: storage opens also those series of which a condition leaves nothing. */
        Asked unconditional() {
            return new Asked(
                    new FleetQuery(
                            query.devices(),
                            query.buckets(),
                            query.start(),
                            query.stop(),
                            query.measurements(),
                            query.fields(),
                            List.of(),
                            query.groupTags()),
                    ids);
        }

        /** Whether one field of one measurement is asked for. */
        boolean hasOneField() {
            return query.measurements().size() == 1 && query.fields().size() == 1;
        }

        FleetFlux.Name field() {
            return new FleetFlux.Name(
                    query.measurements().get(0), query.fields().get(0));
        }

        /** A message with the one field that is asked for cannot be without it. */
        boolean isEmpty() {
            return query.conditions().stream().anyMatch(it -> !it.tag() && it.comparison() == Comparison.MISSING);
        }
    }

    /** The readings, in the order of time. */
    void readings(Asked asked, Cut cut, Consumer<FleetRow> into) {
        if (!asked.isEmpty()) {
            new FleetReadings(questions, influx.bucket(), readingsInMemory, asked, new FleetCut(cut, into)).read();
        }
    }

    /** The newest reading of each series, series by series. */
    void latest(Asked asked, Cut cut, Consumer<FleetRow> into) {
        FleetLatest latest = new FleetLatest(!asked.query.fields().isEmpty());
        newest(asked, (source, row) -> latest.add(source, row.time(), row.value()));
        new FleetCut(cut, into).newest(latest.rows());
    }

    private void newest(Asked asked, BiConsumer<FleetTables.Source, FluxRow> into) {
        if (asked.isEmpty()) {
            return;
        }
        FleetQuery query = asked.query;
        FleetTables tables = new FleetTables(query, asked.ids);
        for (List<String> devices : asked.portions()) {
            String flux = new FleetFlux(query, devices).newest(influx.bucket(), query.start(), query.stop());
            questions.query(flux, row -> tables.of(row).ifPresent(it -> into.accept(it, row)));
        }
    }

    /** The functions of each series and window, series by series. Windows without a value are left out. */
    void aggregates(Asked asked, Aggregation aggregation, Cut cut, Consumer<FleetRow> into) {
        if (!asked.isEmpty()) {
            new FleetCut(cut, into).series(parts(asked, aggregation).rows(aggregation.functions(), cut.newestFirst()));
        }
    }

    private FleetParts parts(Asked asked, Aggregation aggregation) {
        List<Instant> bounds = aggregation.bounds();
        Set<WindowPart> wanted = WindowPart.of(aggregation.functions());
        Instant begin = asked.query.conditions().stream().allMatch(MessageCondition::tag)
                ? downsampled.begin(bounds, wanted, Instant.now())
                : bounds.get(0);
        Set<WindowPart> ofLoneSeries = WindowPart.ofLoneSeries(aggregation.functions());
        if (asked.hasOneField() && begin.equals(bounds.get(0)) && ofLoneSeries.size() < wanted.size()) {
            try {
                return read(asked, bounds, begin, ofLoneSeries, List.of(asked.field()));
            } catch (FleetParts.NotAlone | NoAnswer | Problem e) {
                // It has several series to put together, or values that are no numbers, on which InfluxDB fails.
            }
        }
        Collection<FleetFlux.Name> numbers =
                wanted.stream().anyMatch(WindowPart::isOfNumbers) ? numbers(asked) : List.of();
        return read(asked, bounds, begin, wanted, numbers);
    }

    private FleetParts read(
            Asked asked,
            List<Instant> bounds,
            Instant begin,
            Set<WindowPart> wanted,
            Collection<FleetFlux.Name> numbers) {
        FleetParts parts = new FleetParts(bounds);
        List<WindowRuns.Run> ofSteps = WindowRuns.of(between(bounds, bounds.get(0), begin));
        List<WindowRuns.Run> ofPoints = WindowRuns.of(between(bounds, begin, bounds.get(bounds.size() - 1)));
        for (List<String> devices : asked.portions(bounds.size() - 1)) {
            FleetFlux flux = new FleetFlux(asked.query, devices);
            Script script = new Script(flux, new FleetTables(asked.query, asked.ids), parts);
            for (WindowPart part : wanted) {
                Collection<FleetFlux.Name> fields = part.isOfNumbers() ? numbers : List.of();
                if (part.isOfNumbers() && numbers.isEmpty()) {
                    continue; // there are no numbers
                }
                for (WindowRuns.Run run : ofSteps) {
                    script.add(part, flux.step(influx.meansBucket().orElseThrow(), run, part, fields));
                }
                for (WindowRuns.Run run : ofPoints) {
                    script.add(part, flux.part(influx.bucket(), run, part, fields));
                }
            }
            script.run();
        }
        return parts;
    }

    /** The bounds between these, and these. */
    private static List<Instant> between(List<Instant> bounds, Instant from, Instant to) {
        List<Instant> some = new ArrayList<>();
        some.add(from);
        bounds.stream().filter(it -> it.isAfter(from) && it.isBefore(to)).forEach(some::add);
        some.add(to);
        return from.isBefore(to) ? some : List.of();
    }

    /** The fields that are numbers: InfluxDB fails on others, also where they have no value in the range. */
    private Collection<FleetFlux.Name> numbers(Asked asked) {
        Set<FleetFlux.Name> numbers = new HashSet<>();
        Set<FleetFlux.Name> others = new HashSet<>();
        newest(
                asked.unconditional(),
                (source, row) -> (row.value() instanceof Double ? numbers : others)
                        .add(new FleetFlux.Name(source.measurement(), source.field())));
        numbers.stream().filter(others::contains).findFirst().ifPresent(it -> {
            throw Problem.invalid(
                    "fields",
                    "must be without " + it.field() + ", of which InfluxDB has values of several types, or the source"
                            + " postgresql");
        });
        return numbers;
    }

    /** Parts, some of which are asked for at once. */
    private final class Script {

        private final FleetFlux flux;
        private final FleetTables tables;
        private final FleetParts into;
        private final List<WindowPart> parts = new ArrayList<>();
        private final List<String> pipelines = new ArrayList<>();

        Script(FleetFlux flux, FleetTables tables, FleetParts into) {
            this.flux = flux;
            this.tables = tables;
            this.into = into;
        }

        void add(WindowPart part, String pipeline) {
            parts.add(part);
            pipelines.add(pipeline);
        }

        void run() {
            for (int i = 0; i < pipelines.size(); i += PIPELINES) {
                int end = Math.min(pipelines.size(), i + PIPELINES);
                List<WindowPart> some = parts.subList(i, end);
                questions.query(flux.all(pipelines.subList(i, end)), row -> read(some, row));
            }
        }

        private void read(List<WindowPart> some, FluxRow row) {
            WindowPart part = some.get(Integer.parseInt(row.text("result")));
            tables.of(row).ifPresent(it -> into.add(part, it, row.time(), row.value()));
        }
    }
}
