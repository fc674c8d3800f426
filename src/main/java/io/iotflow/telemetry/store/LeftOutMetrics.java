package io.iotflow.telemetry.store;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts, by reason, what was left out of messages that are stored. */
final class LeftOutMetrics {

    private final Map<LeftOut.Why, Counter> counts = new EnumMap<>(LeftOut.Why.class);

    LeftOutMetrics(MetricRegistry metrics) {
        for (LeftOut.Why why : LeftOut.Why.values()) {
            counts.put(why, metrics.counter("iotflow_left_out", new Tag("reason", why.code())));
        }
    }

    void count(List<Upload> stored) {
        for (Upload upload : stored) {
            for (TelemetryMessage message : upload.messages()) {
                message.leftOut().forEach(it -> counts.get(it.why()).inc());
            }
        }
    }
}
