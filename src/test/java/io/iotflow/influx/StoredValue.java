package io.iotflow.influx;

import java.util.Map;

/**
 * One value that the test double holds.
 *
 * @param bucket name of the bucket
 * @param measurement the measurement, unescaped
 * @param tags the tag set, unescaped, sorted by key
 * @param field the field key, unescaped
 * @param value Double, Long, BigInteger (an unsigned integer), Boolean or String
 * @param epochNanos the timestamp in nanoseconds since 1970
 */
public record StoredValue(
        String bucket, String measurement, Map<String, String> tags, String field, Object value, long epochNanos) {}
