package io.iotflow.influx;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a write had to drop, and the message that says so. */
final class WriteReport {
    private final Bucket bucket;
    private final long oldestAllowed;
    private final Map<Long, Dropped> byShard = new LinkedHashMap<>();
    private int expired;
    private ParsedPoint oldestExpired;
    private ParsedPoint newestExpired;

    /** The first reason of one shard and the number of points that the shard refused. */
    private record Dropped(String reason, int count) {}

    WriteReport(Bucket bucket, long now) {
        Duration retention = bucket.retention();
        this.bucket = bucket;
        this.oldestAllowed = retention.isZero() ? Long.MIN_VALUE : now - retention.toNanos();
    }

    boolean isExpired(ParsedPoint point) {
        return point.time() < oldestAllowed;
    }

    void dropExpired(ParsedPoint point) {
        expired++;
        if (oldestExpired == null || point.time() < oldestExpired.time()) {
            oldestExpired = point;
        }
        if (newestExpired == null || point.time() > newestExpired.time()) {
            newestExpired = point;
        }
    }

    void drop(long shard, String reason) {
        byShard.merge(shard, new Dropped(reason, 1), (first, next) -> new Dropped(first.reason(), first.count() + 1));
    }

    void throwIfPartial() {
        for (Dropped dropped : byShard.values()) {
            throw partial(dropped.reason() + " dropped=" + dropped.count());
        }
        if (expired > 0) {
            throw partial("dropped " + expired + " points outside retention policy of duration "
                    + GoFormat.duration(bucket.retention()) + " - oldest " + described(oldestExpired) + ", newest "
                    + described(newestExpired) + " dropped=" + expired + " for database: " + bucket.id()
                    + " for retention policy: autogen");
        }
    }

    private String described(ParsedPoint point) {
        StringBuilder key = new StringBuilder(point.series().measurement());
        point.series()
                .tags()
                .forEach((name, value) ->
                        key.append(',').append(name).append('=').append(value));
        return "point " + key + " at " + GoFormat.rfc3339(point.time())
                + " dropped because it violates a Retention Policy Lower Bound at " + GoFormat.rfc3339(oldestAllowed);
    }

    private static InfluxFailure partial(String why) {
        return InfluxFailure.unprocessable("failure writing points to database: partial write: " + why);
    }
}
