package io.iotflow.telemetry.ingest;

import java.util.Map;

/**
 * One line of line protocol, unescaped but not checked any further.
 *
 * @param number where it begins in the body, counted from 1
 * @param fields values are {@link Double}, {@link Boolean} or {@link String}
 * @param timestamp since 1970 in the body's precision; null where the line gives none
 */
record Line(int number, String measurement, Map<String, String> tags, Map<String, Object> fields, Long timestamp) {}
