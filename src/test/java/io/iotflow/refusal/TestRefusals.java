package io.iotflow.refusal;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.Sql;
import io.iotflow.stack.TestMetrics;
import java.util.List;

/** Refusals without the container; nothing writes them. */
public final class TestRefusals {

    private final PendingRefusals pending = new PendingRefusals();
    private final Refusals refusals;

    /** Counting in these metrics. */
    public TestRefusals(TestMetrics metrics) {
        refusals = new Refusals(pending, metrics.registry());
    }

    /** What the class under test is given. */
    public Refusals refusals() {
        return refusals;
    }

    /** What the list of devices is given. */
    public static DeviceColumns columns() {
        return new RefusalColumns();
    }

    /** What other modules ask. */
    public static RefusedTotals totals(Sql sql) {
        return new RefusedTotals(new RefusalStore(sql));
    }

    /** Takes what was noted: the row of the device, the reason, the detail and the request or topic. */
    public List<String> take() {
        return pending.take().refusals().stream()
                .map(it -> it.deviceRowId() + " " + it.refusal().same().reason() + ": "
                        + it.refusal().same().detail() + " "
                        + it.refusal().same().request())
                .toList();
    }
}
