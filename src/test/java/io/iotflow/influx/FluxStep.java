package io.iotflow.influx;

import static io.iotflow.influx.FluxTable.START;
import static io.iotflow.influx.FluxTable.STOP;
import static io.iotflow.influx.FluxTable.TIME;
import static io.iotflow.influx.FluxTable.VALUE;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One step of a pipeline after {@code range}; tables without rows are not passed on. */
sealed interface FluxStep {
    Stream<FluxTable> apply(Stream<FluxTable> tables);

    /** What a filter asks of a row. */
    sealed interface Condition extends Predicate<Map<String, Object>> {}

    record Equal(String key, Object value) implements Condition {
        @Override
        public boolean test(Map<String, Object> row) {
            return value.equals(row.get(key));
        }
    }

    record Matches(String key, Pattern pattern) implements Condition {
        @Override
        public boolean test(Map<String, Object> row) {
            return row.get(key) instanceof String text && pattern.matcher(text).find();
        }
    }

    /** Storage finds no value of another type less or greater. */
    record Compare(String key, String sign, double value) implements Condition {
        @Override
        public boolean test(Map<String, Object> row) {
            if (!(row.get(key) instanceof Number number)) {
                return false;
            }
            int order = Double.compare(number.doubleValue(), value);
            return switch (sign) {
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                default -> order >= 0;
            };
        }
    }

    record AnyOf(List<Condition> conditions) implements Condition {
        @Override
        public boolean test(Map<String, Object> row) {
            return conditions.stream().anyMatch(it -> it.test(row));
        }
    }

    record AllOf(List<Condition> conditions) implements Condition {
        @Override
        public boolean test(Map<String, Object> row) {
            return conditions.stream().allMatch(it -> it.test(row));
        }
    }

    record OfType(String key, FieldType type) implements Condition {
        @Override
        public boolean test(Map<String, Object> row) {
            return row.get(key) != null && FieldType.of(row.get(key)) == type;
        }
    }

    /** @param direct whether the storage engine does it, which knows no types */
    record Filter(Condition condition, boolean direct) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(table -> table.withRows(
                            table.rows().stream().filter(condition).toList()))
                    .filter(table -> !table.rows().isEmpty());
        }

        boolean runsInStorage() {
            return direct;
        }
    }

    /** A function of the whole range, without a time unless it keeps a row. */
    record Aggregate(WindowFunction function) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(table -> {
                FieldType type = function.resultType(table.valueType());
                List<String> order =
                        function.keepsRow() ? List.of(START, STOP, TIME, VALUE, "") : List.of(START, STOP, VALUE, "");
                Map<String, Object> row = function.row(table.rows(), function.time(table.rows(), (Long)
                        table.rows().get(0).get(START)));
                return new FluxTable(FluxTable.columns(type, table.tagLabels(), order), table.key(), List.of(row));
            });
        }
    }

    /** The first or last row of each window, with the time that it has. */
    record Select(FluxWindow window, WindowFunction function) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(table -> {
                SortedMap<Long, Map<String, Object>> selected = new TreeMap<>();
                for (Map<String, Object> row : table.rows()) {
                    long start = window.startBefore((Long) row.get(TIME));
                    if (function == WindowFunction.LAST) {
                        selected.put(start, row);
                    } else {
                        selected.putIfAbsent(start, row);
                    }
                }
                return table.withRows(List.copyOf(selected.values()));
            });
        }
    }

    record Sort(boolean descending) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            Comparator<Map<String, Object>> byTime = Comparator.comparing(row -> (Long) row.get(TIME));
            return tables.map(table -> table.withRows(table.rows().stream()
                    .sorted(descending ? byTime.reversed() : byTime)
                    .toList()));
        }
    }

    record Limit(int rows) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(
                    table -> table.withRows(table.rows().stream().limit(rows).toList()));
        }
    }

    /** Without these columns, which the tables' keys lose, too. */
    record Drop(List<String> labels) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(table -> {
                Set<String> key = new LinkedHashSet<>(table.key());
                key.removeAll(labels);
                List<FluxTable.Column> columns = table.columns().stream()
                        .filter(it -> !labels.contains(it.label()))
                        .toList();
                return new FluxTable(columns, key, table.rows());
            });
        }
    }

    record First() implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(table -> single(table, 0));
        }
    }

    record Last() implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(table -> single(table, table.rows().size() - 1));
        }
    }

    /**
     * Without arguments: all tables become one.
     *
     * @param direct whether only filters come before, so that the storage engine does it and keeps the range as key
     */
    record Group(boolean direct) implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            List<FluxTable> all = tables.toList();
            if (all.isEmpty()) {
                return Stream.empty();
            }
            FieldType type = all.get(0).valueType();
            Set<String> tags = new TreeSet<>();
            all.forEach(table -> tags.addAll(table.tagLabels()));
            List<FluxTable> alike =
                    all.stream().takeWhile(table -> table.valueType() == type).toList();
            FluxTable group = new FluxTable(
                    FluxTable.columns(type, tags),
                    direct ? Set.of(START, STOP) : Set.of(),
                    alike.stream().flatMap(table -> table.rows().stream()).toList());
            if (alike.size() == all.size()) {
                return Stream.of(group);
            }
            String other = all.get(alike.size()).valueType().messageName;
            if (!direct) {
                throw InfluxFailure.invalid("runtime error: group: schema collision detected: column \"_value\" is both"
                        + " of type " + other + " and " + type.messageName);
            }
            return Stream.concat(Stream.of(group), collision(type.messageName, other));
        }

        /** The server has sent the rows before the collision when it notices. */
        private static Stream<FluxTable> collision(String first, String other) {
            return Stream.of("schema collision: cannot group " + first + " and " + other + " types together")
                    .map(why -> {
                        throw InfluxFailure.invalid(why);
                    });
        }
    }

    /** @param direct whether only filters come before, so that the storage engine does it if it can */
    record AggregateWindow(FluxWindow window, WindowFunction function, String timeSource, boolean direct)
            implements FluxStep {
        @Override
        public Stream<FluxTable> apply(Stream<FluxTable> tables) {
            return tables.map(this::aggregated);
        }

        private FluxTable aggregated(FluxTable table) {
            SortedMap<Long, List<Map<String, Object>>> windows = new TreeMap<>();
            for (Map<String, Object> row : table.rows()) {
                long stop = Math.min(window.stopAfter((Long) row.get(TIME)), (Long) row.get(STOP));
                windows.computeIfAbsent(stop, unknown -> new ArrayList<>()).add(row);
            }
            FieldType type = function.resultType(table.valueType());
            Set<String> key = new LinkedHashSet<>(List.of(START, STOP));
            key.addAll(table.key());
            Set<String> tags = table.tagLabels();
            if (!function.keepsRow()) {
                tags.retainAll(key);
            }
            List<Map<String, Object>> rows = new ArrayList<>();
            windows.forEach((stop, inWindow) -> rows.add(function.row(inWindow, time(stop, inWindow.get(0)))));
            return new FluxTable(FluxTable.columns(type, tags, columnOrder()), key, rows);
        }

        /** Both ends of a window are cut by the range. */
        private long time(long stop, Map<String, Object> row) {
            return timeSource.equals(STOP)
                    ? stop
                    : Math.max(window.startBefore((Long) row.get(TIME)), (Long) row.get(START));
        }

        private List<String> columnOrder() {
            if (function.keepsRow() || direct && function.runsInStorage()) {
                return List.of(START, STOP, TIME, VALUE, "");
            }
            return direct ? List.of(START, STOP, "", VALUE, TIME) : List.of(TIME, START, STOP, "", VALUE);
        }
    }

    private static FluxTable single(FluxTable table, int index) {
        return table.withRows(List.of(table.rows().get(index)));
    }
}
