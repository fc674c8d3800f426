package io.iotflow.quarantine;

import io.iotflow.platform.audit.Actor;
import io.iotflow.platform.audit.AuditLog;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.TestMetrics;

/** The quarantine without the container. */
public final class TestQuarantine {

    private TestQuarantine() {}

    /** On these tables, counting in these metrics. */
    public static Quarantine on(Sql sql, TestMetrics metrics) {
        AuditLog audit = new AuditLog(sql, new Actor());
        return new Quarantine(sql, metrics.registry(), new QuarantineDeletion(sql, new QuarantineStore(sql), audit));
    }
}
