package io.iotflow.platform.database;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** The columns of many rows, each an array: PostgreSQL's unnest makes them rows again, in one round trip. */
public final class Columns {

    private Columns() {}

    /** A column of texts; null stays null. */
    public static <R> String[] texts(Collection<R> rows, Function<R, String> column) {
        return rows.stream().map(column).toArray(String[]::new);
    }

    /** A column of whole numbers. */
    public static <R> long[] longs(Collection<R> rows, ToLongFunction<R> column) {
        return rows.stream().mapToLong(column).toArray();
    }

    /** These numbers. */
    public static long[] longs(Collection<Long> numbers) {
        return longs(numbers, Long::longValue);
    }

    /** A column of times, as microseconds since 1970: arrays of times are texts for the driver, and slower. */
    public static <R> long[] micros(Collection<R> rows, Function<R, Instant> column) {
        return longs(rows, it -> micros(column.apply(it)));
    }

    /** A column of booleans. */
    public static <R> Boolean[] booleans(Collection<R> rows, Predicate<R> column) {
        return rows.stream().map(column::test).toArray(Boolean[]::new);
    }

    /** A column of bytes. */
    public static <R> byte[][] bytes(Collection<R> rows, Function<R, byte[]> column) {
        return rows.stream().map(column).toArray(byte[][]::new);
    }

    /** Microseconds since 1970. */
    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
