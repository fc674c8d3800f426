package io.iotflow.telemetry.store;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The flow of messages as metrics: of all nodes, since the database was made, as of some seconds ago. */
@Singleton
class MessageFlowMetrics {

    private final MessageFlow flow;
    private volatile MessageFlow.Totals totals = new MessageFlow.Totals(Map.of(), 0, 0);

    @Inject
    MessageFlowMetrics(MessageFlow flow, MetricRegistry metrics) {
        this.flow = flow;
        for (Flow each : Flow.values()) {
            metrics.gauge("iotflow_flow_messages", this, it -> it.totals.of(each), new Tag("flow", each.code()));
        }
        metrics.gauge("iotflow_flow_backlog_points", this, it -> it.totals.backlog());
        metrics.gauge("iotflow_log_messages", this, it -> it.totals.log());
        unaccounted(metrics, "received", MessageFlow.Totals::unaccounted);
        unaccounted(metrics, "rows", MessageFlow.Totals::unaccountedRows);
        unaccounted(metrics, "points", MessageFlow.Totals::unaccountedPoints);
    }

    private void unaccounted(MetricRegistry metrics, String what, ToLongFunction<MessageFlow.Totals> difference) {
        metrics.gauge(
                "iotflow_unaccounted_messages", this, it -> difference.applyAsLong(it.totals), new Tag("of", what));
    }

    void read() {
        totals = flow.totals();
    }
}
