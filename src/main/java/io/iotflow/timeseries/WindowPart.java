package io.iotflow.timeseries;

import io.iotflow.telemetry.store.FleetFunction;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What InfluxDB's storage computes of a window itself, and what can be put together from several of its series: those that
 * differ in their tags, or are of several devices.
 */
enum WindowPart {
    COUNT,
    SUM,
    MIN,
    MAX,
    FIRST,
    LAST,
    /** Of a window that one of InfluxDB's series has alone. */
    MEAN;

    private static final Map<FleetFunction.Kind, Set<WindowPart>> OF = new EnumMap<>(Map.of(
            FleetFunction.Kind.COUNT, EnumSet.of(COUNT),
            FleetFunction.Kind.DEVICES, EnumSet.of(COUNT),
            FleetFunction.Kind.SUM, EnumSet.of(SUM),
            FleetFunction.Kind.MEAN, EnumSet.of(SUM, COUNT),
            FleetFunction.Kind.MIN, EnumSet.of(MIN),
            FleetFunction.Kind.MAX, EnumSet.of(MAX),
            FleetFunction.Kind.SPREAD, EnumSet.of(MIN, MAX),
            FleetFunction.Kind.FIRST, EnumSet.of(FIRST),
            FleetFunction.Kind.LAST, EnumSet.of(LAST)));

    /** Whether InfluxDB has all parts of a function. */
    static boolean has(FleetFunction function) {
        return OF.containsKey(function.kind());
    }

    private static Set<WindowPart> of(FleetFunction function) {
        return OF.get(function.kind());
    }

    /** The parts that functions are made of. */
    static Set<WindowPart> of(List<FleetFunction> functions) {
        Set<WindowPart> parts = EnumSet.noneOf(WindowPart.class);
        functions.forEach(it -> parts.addAll(of(it)));
        return parts;
    }

    /** The same with half as many for a mean, where InfluxDB's series need not be put together. */
    static Set<WindowPart> ofLoneSeries(List<FleetFunction> functions) {
        Set<WindowPart> parts = EnumSet.noneOf(WindowPart.class);
        functions.forEach(it -> parts.addAll(it.kind() == FleetFunction.Kind.MEAN ? EnumSet.of(MEAN) : of(it)));
        return parts;
    }

    /** The functions of which it has all parts, for a message to a person. */
    static String functions() {
        return Arrays.stream(FleetFunction.Kind.values())
                .filter(OF::containsKey)
                .map(FleetFunction.Kind::text)
                .collect(Collectors.joining(", "));
    }

    /** Whether it is a reading, with its time. */
    boolean isReading() {
        return this == FIRST || this == LAST;
    }

    /** Whether it is of numbers only; InfluxDB fails on others. */
    boolean isOfNumbers() {
        return this == SUM || this == MIN || this == MAX || this == MEAN;
    }
}
