package io.iotflow.mapping;

import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where devices may publish beside their own topics: from the database and not from memory, many at a time. */
@Dependent
public class PublishRights {

    private final Sql sql;

    @Inject
    PublishRights(Sql sql) {
        this.sql = sql;
    }

    /** The topic filters below which each of these devices may publish, sorted; a device that has none is missing. */
    public Map<String, List<String>> of(Collection<String> deviceIds) {
        Map<String, List<String>> rights = new HashMap<>();
        sql.list(
                "SELECT device_id, filter FROM mapping_right WHERE device_id = ANY (?) ORDER BY filter",
                row -> rights.computeIfAbsent(row.getString(1), it -> new ArrayList<>())
                        .add(row.getString(2)),
                (Object) deviceIds.toArray(String[]::new));
        return rights;
    }

    /** What our own account must be able to subscribe to. */
    public List<String> filters() {
        return sql.list(
                "SELECT DISTINCT replace(t, '{device_id}', '+') FROM mapping, unnest(topics) AS t WHERE enabled ORDER BY 1",
                row -> row.getString(1));
    }
}
