package io.iotflow.telemetry.store;

import io.iotflow.platform.database.Columns;
import io.iotflow.platform.database.Sql;
import io.iotflow.platform.json.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Series and tag sets in PostgreSQL. */
@Dependent
class SeriesStore {

    private static final String FIND = """
            SELECT n, series.id, tag_set.id
            FROM unnest(?::bigint[], ?::text[], ?::text[], ?::text[])
                 WITH ORDINALITY AS wanted (device, measurement, own, tags, n)
            JOIN series ON series.device = wanted.device AND series.measurement = wanted.measurement
                 AND md5(series.tags::text) = md5(wanted.own::jsonb::text)
            LEFT JOIN tag_set ON tag_set.series = series.id AND md5(tag_set.tags::text) = md5(wanted.tags::jsonb::text)""";

    /** In one order, so that two nodes that add the same ones do not wait for each other in a circle. */
    private static final String ADD_SERIES = """
            INSERT INTO series (device, measurement, tags)
            SELECT DISTINCT device, measurement, own::jsonb
            FROM unnest(?::bigint[], ?::text[], ?::text[]) AS wanted (device, measurement, own)
            ORDER BY 1, 2, 3 ON CONFLICT DO NOTHING""";

    private static final String ADD_TAG_SETS = """
            INSERT INTO tag_set (series, tags)
            SELECT DISTINCT series, tags::jsonb FROM unnest(?::bigint[], ?::text[]) AS wanted (series, tags)
            ORDER BY 1, 2 ON CONFLICT DO NOTHING""";

    private static final String COUNT = """
            SELECT device, count(*) FROM series WHERE device = ANY (?) GROUP BY device""";

    private static final String TAGS_OF_DEVICES = """
            SELECT DISTINCT device, measurement, key, value
            FROM series, jsonb_each_text(tags) WHERE device = ANY (?)""";

    private final Sql sql;

    @Inject
    SeriesStore(Sql sql) {
        this.sql = sql;
    }

    /** One tag as a device has sent it. */
    record KnownTag(long deviceRowId, String measurement, String key, String value) {}

    /** Those of these series that there are, each with its tag set, or 0 where it has not had this one yet. */
    Map<SeriesKey, SeriesIds> find(Collection<SeriesKey> keys) {
        List<SeriesKey> wanted = List.copyOf(keys);
        Map<SeriesKey, SeriesIds> found = new HashMap<>();
        return sql.read(
                FIND,
                rows -> {
                    while (rows.next()) {
                        found.put(wanted.get(rows.getInt(1) - 1), new SeriesIds(rows.getInt(2), rows.getInt(3)));
                    }
                    return found;
                },
                Columns.longs(wanted, SeriesKey::deviceRowId),
                Columns.texts(wanted, SeriesKey::measurement),
                Columns.texts(wanted, it -> Json.write(it.ownTags())),
                Columns.texts(wanted, it -> Json.write(it.tags())));
    }

    /** Adds series; those that another node adds meanwhile are no error. */
    void add(Collection<SeriesKey> keys) {
        sql.update(
                ADD_SERIES,
                Columns.longs(keys, SeriesKey::deviceRowId),
                Columns.texts(keys, SeriesKey::measurement),
                Columns.texts(keys, it -> Json.write(it.ownTags())));
    }

    /** Adds the tag sets of series that there are. */
    void addTagSets(Map<SeriesKey, SeriesIds> series) {
        List<Map.Entry<SeriesKey, SeriesIds>> entries = new ArrayList<>(series.entrySet());
        sql.update(
                ADD_TAG_SETS,
                Columns.longs(entries, it -> it.getValue().series()),
                Columns.texts(entries, it -> Json.write(it.getKey().tags())));
    }

    /** How many series each of these devices has. */
    Map<Long, Integer> count(Collection<Long> deviceRowIds) {
        Map<Long, Integer> counts = new HashMap<>();
        sql.list(COUNT, row -> counts.put(row.getLong(1), row.getInt(2)), (Object) Columns.longs(deviceRowIds));
        return counts;
    }

    /** Every tag that the series of these devices have. */
    Set<KnownTag> tagsOf(Collection<Long> deviceRowIds) {
        return new HashSet<>(sql.list(
                TAGS_OF_DEVICES,
                row -> new KnownTag(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)),
                (Object) Columns.longs(deviceRowIds)));
    }

    /** Forgets the series of a device whose messages are gone. */
    void forget(long deviceRowId) {
        sql.update("DELETE FROM series WHERE device = ?", deviceRowId);
    }
}
