package io.iotflow.telemetry.store;

import java.util.Locale;

/**
 * What becomes of messages. Each is counted in the transaction that does it, so that at any time
 * received = rows + repeats + refused, rows = what the log has + deleted + expired, and
 * queued = written + refused_by_influxdb + expired_in_influxdb + deleted_before_written + backlog.
 */
public enum Flow {
    /** Messages that were stored or refused; one that is replayed from the quarantine counts again. */
    RECEIVED,
    /** Received, and refused: in the quarantine, or with an HTTP error. */
    REFUSED,
    /** Received, and stored as a row of its own. */
    ROWS,
    /** Received, and known already. */
    REPEATS,
    /** Rows that were put into the outbox; one that is put in once more counts again. */
    QUEUED,
    /** Queued, and confirmed by InfluxDB. */
    WRITTEN,
    /** Queued, and refused by InfluxDB: in the quarantine. */
    REFUSED_BY_INFLUXDB,
    /** Queued, and older than InfluxDB's bucket keeps points. */
    EXPIRED_IN_INFLUXDB,
    /** Queued, and deleted before it was written. */
    DELETED_BEFORE_WRITTEN,
    /** Rows that somebody deleted. */
    DELETED,
    /** Rows that were older than the retention. */
    EXPIRED;

    static Flow parse(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** The stable code, such as {@code refused_by_influxdb}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
