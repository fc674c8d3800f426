package io.iotflow.influx;

import java.time.Duration;

/** A bucket of the test double; a retention of zero keeps for ever. */
record Bucket(String id, String orgId, String name, Duration retention) {
    /** Length of a shard by the server's rule: fields may change their type from one shard to the next. */
    Duration shardLength() {
        if (retention.isZero() || retention.compareTo(Duration.ofDays(180)) >= 0) {
            return Duration.ofDays(7);
        }
        return retention.compareTo(Duration.ofDays(2)) >= 0 ? Duration.ofDays(1) : Duration.ofHours(1);
    }
}
