package io.iotflow.alert;

import io.iotflow.notify.Severity;
import io.iotflow.platform.database.Sql;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many alerts there are. */
@Dependent
public class AlertCounts {

    private final Sql sql;

    @Inject
    public AlertCounts(Sql sql) {
        this.sql = sql;
    }

    /** How many are not cleared, by severity, the worst first; every severity is there. */
    public Map<String, Long> active() {
        Map<String, Long> counts = new LinkedHashMap<>();
        Severity.names().forEach(it -> counts.put(it, 0L));
        sql.read("SELECT severity, count(*) FROM alert WHERE cleared_at IS NULL GROUP BY severity", rows -> {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
            return null;
        });
        return counts;
    }
}
