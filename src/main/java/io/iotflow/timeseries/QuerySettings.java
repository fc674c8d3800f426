package io.iotflow.timeseries;

import io.iotflow.platform.settings.Durations;
import io.iotflow.platform.settings.Times;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.eclipse.microprofile.config.Config;

/** Bounds of the queries. */
@Dependent
class QuerySettings {

    /** The most data points of one answer. */
    final int maxPoints;
    /** How far back a device's latest data is looked for. */
    final Duration lookback;
    /** How far ahead of now a reading may be: as far as a device's clock. */
    final Duration ahead;
    /** What a time without an offset is of. */
    final ZoneId zone;
    /** How long one statement may take, and after how long a query is answered with what was found so far. */
    final Duration timeout;
    /** How many questions about many devices are computed at once. */
    final int parallel;
    /** How many answers may be streamed at once. */
    final int maxStreams;
    /** How long an answer may be streamed. */
    final Duration streamTimeout;
    /** The tags that have a column of their own in CSV. */
    final List<String> tagColumns;

    /** Behind everything that a device can have sent by now. */
    Instant end(Instant now) {
        return now.plus(ahead).plusSeconds(60); // what is stored while the query runs, on a node whose clock is ahead
    }

    /** Reads the settings when the application starts, so that a bad value stops it. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        // The constructor has checked.
    }

    @Inject
    QuerySettings(Config config) {
        maxPoints = config.getValue("iotflow.query.max.points", Integer.class);
        lookback = Durations.positive(config, "iotflow.latest.lookback");
        ahead = Durations.atLeast(config, "iotflow.telemetry.max.future", Duration.ZERO);
        zone = Times.zone(config, "iotflow.telemetry.zone");
        timeout = Durations.positive(config, "iotflow.query.timeout");
        parallel = config.getValue("iotflow.query.parallel", Integer.class);
        maxStreams = config.getValue("iotflow.query.streams", Integer.class);
        streamTimeout = Durations.positive(config, "iotflow.query.stream.timeout");
        tagColumns = List.of(config.getValue("iotflow.telemetry.tags", String[].class));
        if (maxStreams < 1 || maxStreams > 100) {
            throw new IllegalStateException("IOTFLOW_QUERY_STREAMS must be 1 to 100, is " + maxStreams);
        }
        if (parallel < 1 || parallel > 100) {
            throw new IllegalStateException("IOTFLOW_QUERY_PARALLEL must be 1 to 100, is " + parallel);
        }
        if (maxPoints < 1) {
            throw new IllegalStateException("IOTFLOW_QUERY_MAX_POINTS must be at least 1, is " + maxPoints);
        }
    }
}
