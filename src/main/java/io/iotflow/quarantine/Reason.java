package io.iotflow.quarantine;

import java.util.Locale;

/** Why a message or point was refused; the code is stable and stands in answers and metrics. */
public enum Reason {
    /** The topic is none of ours: too few or too many levels. */
    BAD_TOPIC,
    /** No device has this id. */
    UNKNOWN_DEVICE,
    /** The device is switched off. */
    INACTIVE_DEVICE,
    /** The payload names another device than the topic. */
    OTHER_DEVICE,
    /** The device sent more than its rate limit allows. */
    RATE_LIMITED,
    /** Larger than the limit. */
    TOO_LARGE,
    /** Not JSON, or not UTF-8. */
    BAD_JSON,
    /** JSON of a shape that is no telemetry. */
    WRONG_TYPE,
    /** A field has another type than it had in the first message with it. */
    FIELD_TYPE,
    /** A new field where there are as many as there may be. */
    TOO_MANY_FIELDS,
    /** A new tag value or measurement of a device that has as many series as it may have. */
    TOO_MANY_SERIES,
    /** No field that could be stored. */
    NO_FIELD,
    /** A name or text that InfluxDB cannot hold. */
    BAD_NAME,
    /** Not a finite 64-bit floating-point number. */
    BAD_NUMBER,
    /** A time that cannot be read, or is out of range. */
    BAD_TIMESTAMP,
    /** Older than messages are kept. */
    TOO_OLD,
    /** An expression of a mapping fails on it, or gives what it must not. */
    MAPPING_FAILED,
    /** PostgreSQL refused the row. */
    REFUSED_BY_POSTGRESQL,
    /** InfluxDB refused the point. */
    REFUSED_BY_INFLUXDB,
    /** A fault of ours. */
    INTERNAL_ERROR;

    /** The stable code, such as {@code bad_timestamp}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
