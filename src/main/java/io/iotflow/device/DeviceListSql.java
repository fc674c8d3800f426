package io.iotflow.device;

import io.iotflow.platform.database.SqlText;
import io.iotflow.platform.web.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The statements of one list of devices. They are of constants; what a caller wrote is a parameter. An order ends with the
 * device's number, so that pages neither repeat nor lose a device.
 */
final class DeviceListSql {

    /** Columns where a null is possible; for the others PostgreSQL may walk through an index. */
    private static final Set<String> NEVER_NULL =
            Set.of("device_id", "name", "device_type", "status", "created_at", "updated_at");

    /** The index has each three of these in a row, of others perhaps: without such it would be read from end to end. */
    private static final Pattern IN_THE_INDEX = Pattern.compile("[a-z0-9]{3}");

    private static final String LIMIT = " LIMIT ? OFFSET ?";

    private final DeviceFilter filter;
    private final DeviceOrder order;
    private final Sample sample;
    private final Map<String, Figure> figures = new HashMap<>();
    private final List<OnFigure> conditions = new ArrayList<>();

    DeviceListSql(DeviceFilter filter, DeviceOrder order, Iterable<DeviceColumns> modules, Sample sample) {
        this.filter = filter;
        this.order = order;
        this.sample = sample;
        modules.forEach(module ->
                module.columns().forEach((name, column) -> figures.put(name, new Figure(module, column))));
        filter.online().ifPresent(it -> on("is_online", v -> it ? v : new SqlText("NOT ").add(v)));
        filter.refused()
                .ifPresent(
                        it -> on("refused_messages", v -> new SqlText("").add(v).add(it ? " > 0" : " = 0")));
        filter.silentSince()
                .ifPresent(it -> on(
                        "last_reading_at",
                        v -> new SqlText("(").add(v).add(" < ? OR ", it).add(v).add(" IS NULL)")));
        filter.lastReadingBefore()
                .ifPresent(
                        it -> on("last_reading_at", v -> new SqlText("").add(v).add(" < ?", it)));
    }

    /** Another module's column. */
    private record Figure(DeviceColumns module, DeviceColumns.Column column) {}

    /** What the filter wants of it. */
    private record OnFigure(Figure figure, UnaryOperator<SqlText> condition) {

        SqlText of(SqlText value) {
            return condition.apply(value);
        }
    }

    private void on(String column, UnaryOperator<SqlText> condition) {
        conditions.add(new OnFigure(figure(column), condition));
    }

    private Figure figure(String column) {
        Figure figure = figures.get(column);
        if (figure == null) {
            throw new IllegalStateException("no module has the column " + column);
        }
        return figure;
    }

    /** Whether it is about nothing but the registry's own columns. */
    boolean isOfRegistry() {
        return conditions.isEmpty() && order.ownColumn().isPresent();
    }

    /** A page, and behind each number how many devices fit; all that fit are looked for. */
    SqlText pageAndTotal(Page page) {
        return new SqlText("SELECT device.id, count(*) OVER ()")
                .add(fitting(true))
                .add(orderBy(false))
                .add(LIMIT, page.size(), page.offset());
    }

    /** How many fit; all are looked for. */
    SqlText total() {
        return new SqlText("SELECT count(*)").add(fitting(false));
    }

    /** The page alone, from the beginning or backwards from the end. */
    SqlText page(Part part) {
        return new SqlText("SELECT device.id")
                .add(fitting(true))
                .add(orderBy(part.isFromEnd()))
                .add(LIMIT, part.size(), part.offset());
    }

    /** Those that fit in no order, at most so many. Each module's rows are looked through, and not joined to all devices. */
    SqlText found(int most) {
        SqlText query = new SqlText("SELECT device.id FROM device");
        conditions.stream()
                .map(it -> it.figure().module())
                .distinct()
                .forEach(module -> query.add(" JOIN (SELECT device FROM " + module.rows() + " WHERE true")
                        .add(onModule(module, it -> it.figure().column().value()))
                        .add(" UNION ALL SELECT device FROM " + module.without() + " WHERE true")
                        .add(onModule(
                                module, it -> new SqlText(it.figure().column().without())))
                        .add(") AS of_" + module.alias() + " ON of_" + module.alias() + ".device = device.id"));
        return query.add(" WHERE true").add(ofRegistry()).add(" LIMIT ?", most);
    }

    /** A page of these devices alone. */
    SqlText among(Long[] rowIds, Page page) {
        return new SqlText("SELECT device.id FROM device")
                .add(joins(ofOrder()))
                .add(" WHERE device.id = ANY (?)", (Object) rowIds)
                .add(orderBy(false))
                .add(LIMIT, page.size(), page.offset());
    }

    /** Those of these devices that fit, in the order in which they are given. */
    SqlText fittingOf(Long[] rowIds, Part part) {
        return new SqlText(
                        "SELECT device.id FROM unnest(?) WITH ORDINALITY AS listed (id, place) JOIN device ON device.id = listed.id",
                        (Object) rowIds)
                .add(joins(conditions.stream().map(OnFigure::figure)))
                .add(where())
                .add(" ORDER BY listed.place")
                .add(LIMIT, part.size(), part.offset());
    }

    /**
     * A page of all devices, whatever the filter; by another module's column only of those in which that module's rows fit.
     */
    SqlText listed(Part part) {
        if (order.ownColumn().isPresent()) {
            return new SqlText("SELECT device.id FROM device")
                    .add(orderBy(part.isFromEnd()))
                    .add(LIMIT, part.size(), part.offset());
        }
        Figure figure = figure(order.column());
        return new FigureOrder(
                        figure.module(),
                        figure.column(),
                        onModule(figure.module(), it -> it.figure().column().value()),
                        onModule(
                                figure.module(),
                                it -> new SqlText(it.figure().column().without())),
                        order.isDescending() != part.isFromEnd(),
                        part.isFromEnd())
                .page(part, sample);
    }

    private SqlText onModule(DeviceColumns module, Function<OnFigure, SqlText> value) {
        return all(
                conditions.stream().filter(it -> it.figure().module() == module).toList(), value);
    }

    private SqlText fitting(boolean isOrdered) {
        Stream<Figure> filtered = conditions.stream().map(OnFigure::figure);
        return new SqlText(" FROM device")
                .add(joins(isOrdered ? Stream.concat(filtered, ofOrder()) : filtered))
                .add(where());
    }

    private Stream<Figure> ofOrder() {
        return order.ownColumn().isPresent() ? Stream.of() : Stream.of(figure(order.column()));
    }

    private static SqlText joins(Stream<Figure> figures) {
        SqlText joins = new SqlText("");
        figures.map(Figure::module)
                .distinct()
                .forEach(it -> joins.add(" LEFT JOIN " + it.rows() + " ON " + it.alias() + ".device = device.id"));
        return joins;
    }

    private SqlText where() {
        return new SqlText(" WHERE true")
                .add(ofRegistry())
                .add(all(conditions, it -> it.figure().column().joined()));
    }

    private static SqlText all(List<OnFigure> conditions, Function<OnFigure, SqlText> value) {
        SqlText all = new SqlText("");
        conditions.forEach(it -> all.add(" AND ").add(it.of(value.apply(it))));
        return all;
    }

    private SqlText ofRegistry() {
        SqlText where = new SqlText("");
        filter.status().ifPresent(it -> where.and("device.status = ?", it));
        filter.type().ifPresent(it -> where.and("device.device_type = ?", it));
        filter.location().ifPresent(it -> where.and("device.location = ?", it));
        filter.group()
                .ifPresent(it -> where.and(
                        "device.id IN (SELECT device FROM fleet_member JOIN fleet ON fleet.id = fleet WHERE group_id = ?)",
                        it));
        filter.firmware().ifPresent(it -> where.and("device.firmware_version = ?", it));
        filter.firmwareBelow().ifPresent(it -> where.and("device.firmware_numbers < ?::numeric[]", it));
        filter.text().map(it -> it.toLowerCase(Locale.ROOT)).ifPresent(it -> {
            if (IN_THE_INDEX.matcher(it).find()) {
                where.and("device.search LIKE ?", containing(it));
            } else {
                where.and("strpos(device.search, ?) > 0", it);
            }
        });
        return where;
    }

    /** What means something in a pattern means itself. */
    private static String containing(String text) {
        return "%" + text.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }

    private SqlText orderBy(boolean isFromEnd) {
        SqlText by = new SqlText(" ORDER BY ");
        if (!order.column().equals("id")) {
            by.add(order.ownColumn()
                            .map(SqlText::new)
                            .orElseGet(() -> figure(order.column()).column().joined()))
                    .add(direction(isFromEnd))
                    .add(nulls(isFromEnd));
        }
        return by.add("device.id").add(direction(isFromEnd));
    }

    private String direction(boolean isFromEnd) {
        return order.isDescending() == isFromEnd ? " ASC" : " DESC";
    }

    private String nulls(boolean isFromEnd) {
        if (NEVER_NULL.contains(order.column())) {
            return ", ";
        }
        return isFromEnd ? " NULLS FIRST, " : " NULLS LAST, ";
    }
}
