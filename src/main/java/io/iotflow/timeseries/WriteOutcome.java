package io.iotflow.timeseries;

import com.influxdb.exceptions.InfluxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What InfluxDB's refusal of a write means for the batch (InfluxDB 2 API, POST /api/v2/write). */
enum WriteOutcome {
    /** I/O, 408, 429, 5xx: it will pass. */
    RETRY,
    /** 401, 403, 404, and a 400 that is not InfluxDB's: somebody must change the configuration; nothing is lost meanwhile. */
    HOLD,
    /** 400, 422, and 413 from a proxy: some point, or the size of the batch, is the cause. */
    BISECT;

    static WriteOutcome of(InfluxException refusal) {
        return switch (refusal.status()) {
            case 401, 403, 404 -> HOLD;
            case 400, 422 -> isOfInflux(refusal) ? BISECT : HOLD;
            case 413 -> BISECT;
            default -> RETRY;
        };
    }

    /** A 400 of something between us and InfluxDB says nothing about the points. */
    private static boolean isOfInflux(InfluxException refusal) {
        return refusal.errorBody() != null && refusal.errorBody().containsKey("code");
    }

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** The server's (or a proxy's) wish, in seconds or as a date (RFC 9110 section 10.2.3); at most five minutes. */
    static Optional<Duration> retryAfter(InfluxException refusal, Instant now) {
        if (refusal.headers() == null) {
            return Optional.empty();
        }
        return refusal.headers().entrySet().stream()
                .filter(it -> "retry-after".equalsIgnoreCase(it.getKey()))
                .findFirst()
                .flatMap(it -> parse(it.getValue(), now))
                .map(it -> it.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : it);
    }

    private static Optional<Duration> parse(String header, Instant now) {
        try {
            if (header.matches("\\d{1,6}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(header)));
            }
            Duration wait = Duration.between(
                    now,
                    ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(wait).filter(it -> !it.isNegative());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
