package io.iotflow.telemetry.ingest;

import io.iotflow.platform.problem.Problem;
import io.iotflow.quarantine.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The unit of a body's timestamps, by the names of InfluxDB 2's write API. */
enum LinePrecision {
    NS(ChronoUnit.NANOS),
    US(ChronoUnit.MICROS),
    MS(ChronoUnit.MILLIS),
    S(ChronoUnit.SECONDS),
    /** Of InfluxDB 1 alone. */
    M(ChronoUnit.MINUTES),
    /** Of InfluxDB 1 alone. */
    H(ChronoUnit.HOURS);

    private final ChronoUnit unit;

    LinePrecision(ChronoUnit unit) {
        this.unit = unit;
    }

    /** 400 for any other name. */
    static LinePrecision of(String name) {
        return switch (name) {
            case "ns" -> NS;
            case "us" -> US;
            case "ms" -> MS;
            case "s" -> S;
            default -> throw Problem.invalid("precision", "must be ns, us, ms or s");
        };
    }

    Instant timeOf(long timestamp) throws Refused {
        try {
            return Instant.EPOCH.plus(timestamp, unit);
        } catch (DateTimeException | ArithmeticException e) {
            throw new Refused(Reason.BAD_TIMESTAMP, "timestamp", "is no time: the number is out of range");
        }
    }
}
