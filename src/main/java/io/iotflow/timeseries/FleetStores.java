package io.iotflow.timeseries;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.telemetry.store.FleetQueries;
import io.iotflow.telemetry.store.FleetQuery;
import io.iotflow.telemetry.store.FleetQuery.Aggregation;
import io.iotflow.telemetry.store.FleetQuery.Cut;
import io.iotflow.telemetry.store.FleetRow;
import io.iotflow.telemetry.store.MessageCondition;
import io.iotflow.telemetry.store.MessageCondition.Comparison;
import io.iotflow.telemetry.store.Retention;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Chooses who answers a question about many devices. The log does, which has what still waits to be written to InfluxDB and
 * can compute all functions; InfluxDB does where the range begins before what the log keeps, and InfluxDB can answer. The
 * question may name one of them.
 */
@Dependent
class FleetStores {

    /** Of more devices it is not looked for what waits to be written to InfluxDB. */
    static final int MOST_WRITTEN_BEFORE = 20;

    private final FleetQueries log;
    private final FleetInflux influx;
    private final InfluxConnection connection;
    private final InfluxQuestions questions;
    private final Retention retention;

    @Inject
    FleetStores(
            FleetQueries log,
            FleetInflux influx,
            InfluxConnection connection,
            InfluxQuestions questions,
            Retention retention) {
        this.log = log;
        this.influx = influx;
        this.connection = connection;
        this.questions = questions;
        this.retention = retention;
    }

    /**
     * What is read.
     *
     * @param ids the id of each of the query's devices, in their order
     * @param aggregation of windows; not used where the question has no functions
     */
    record Reading(FleetQuestion question, FleetQuery query, List<String> ids, Aggregation aggregation, Cut cut) {}

    /** Who answers; 400 where it is named and cannot. */
    Source choose(FleetQuestion question, TimeRange range) {
        boolean named = question.source().isPresent();
        if (question.source().filter(it -> it == Source.POSTGRESQL).isPresent()) {
            return Source.POSTGRESQL;
        }
        if (!connection.isConfigured()) {
            if (named) {
                throw Problem.invalid("source", "must be auto or postgresql: InfluxDB is not configured");
            }
            return Source.POSTGRESQL;
        }
        List<Violation> violations = violations(question);
        if (named && !violations.isEmpty()) {
            throw Problem.invalid(violations);
        }
        boolean isOlder =
                retention.horizon(Instant.now()).filter(range.start()::isBefore).isPresent();
        return named || isOlder && violations.isEmpty() ? Source.INFLUXDB : Source.POSTGRESQL;
    }

    /** What InfluxDB cannot answer. */
    private static List<Violation> violations(FleetQuestion question) {
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < question.functions().size(); i++) {
            if (!WindowPart.has(question.functions().get(i))) {
                violations.add(new Violation(
                        "functions[" + i + "]",
                        "is not computed by InfluxDB as we define it; with the source influxdb it must be one of "
                                + WindowPart.functions()));
            }
        }
        for (int i = 0; i < question.conditions().size(); i++) {
            MessageCondition condition = question.conditions().get(i);
            if (condition.tag() && FleetTables.COLUMNS.contains(condition.name())) {
                violations.add(new Violation("where[" + i + "].tag", "is a column of InfluxDB's answers"));
            }
            if (!condition.tag() && !question.fields().equals(List.of(condition.name()))) {
                violations.add(new Violation(
                        "where[" + i + "].field",
                        "must be the only field in fields with the source influxdb, which compares no others"));
            }
            if (!condition.tag() && condition.comparison() == Comparison.NOT_EQUAL) {
                violations.add(new Violation(
                        "where[" + i + "].op",
                        "must not be != with the source influxdb, which compares no values of different types"));
            }
        }
        List<String> tags = question.groupBy().tags();
        tags.stream()
                .filter(FleetTables.COLUMNS::contains)
                .findFirst()
                .ifPresent(it -> violations.add(new Violation(
                        "group_by", "must be without tag:" + it + ", which is a column of InfluxDB's answers")));
        return violations;
    }

    /**
     * Reads the rows of an answer from who was chosen, or from the log where InfluxDB does not answer and was not named.
     *
     * @param timeout how long one statement of PostgreSQL may take
     * @return who answered
     */
    Source read(Source chosen, Reading reading, Duration timeout, Consumer<FleetRow> into) {
        if (chosen == Source.POSTGRESQL) {
            readLog(reading, timeout, into);
            return Source.POSTGRESQL;
        }
        boolean[] begun = {false};
        try {
            readInflux(reading, row -> {
                begun[0] = true;
                into.accept(row);
            });
            return Source.INFLUXDB;
        } catch (NoAnswer e) {
            if (begun[0] || reading.question.source().isPresent()) {
                throw questions.unavailable("answer", e);
            }
            readLog(reading, timeout, into);
            return Source.POSTGRESQL;
        }
    }

    private void readLog(Reading reading, Duration timeout, Consumer<FleetRow> into) {
        if (reading.question.isLatest()) {
            log.latest(reading.query, reading.cut, timeout, into);
        } else if (reading.question.functions().isEmpty()) {
            log.readings(reading.query, reading.cut, timeout, into);
        } else {
            log.aggregates(reading.query, reading.aggregation, reading.cut, timeout, into);
        }
    }

    private void readInflux(Reading reading, Consumer<FleetRow> into) {
        long[] devices = reading.query.eachDeviceOnce();
        if (devices.length <= MOST_WRITTEN_BEFORE) {
            for (long device : devices) {
                questions.flush(device);
            }
        }
        FleetInflux.Asked asked = new FleetInflux.Asked(reading.query, reading.ids);
        if (reading.question.isLatest()) {
            influx.latest(asked, reading.cut, into);
        } else if (reading.question.functions().isEmpty()) {
            influx.readings(asked, reading.cut, into);
        } else {
            influx.aggregates(asked, reading.aggregation, reading.cut, into);
        }
    }
}
