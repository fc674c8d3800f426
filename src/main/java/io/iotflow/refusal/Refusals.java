package io.iotflow.refusal;

import io.iotflow.device.Device;
import io.iotflow.quarantine.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Takes note of what is refused: counted at once, written soon. Cheap enough for a flood. */
@Singleton
public class Refusals {

    private final PendingRefusals pending;
    private final MetricRegistry metrics;
    private final Counter dropped;

    @Inject
    Refusals(PendingRefusals pending, MetricRegistry metrics) {
        this.pending = pending;
        this.metrics = metrics;
        this.dropped = metrics.counter("iotflow_refusals_dropped");
    }

    /**
     * A message over MQTT.
     *
     * @param device whose topic it came on; empty where that is nobody's
     */
    public void overMqtt(Optional<Device> device, String topic, Reason reason, String detail) {
        note(device, new Refusal.Same("mqtt", reason.code(), detail, topic, ""), 1);
    }

    /**
     * A refusal.
     *
     * @param device whose key was shown; empty where it was nobody's, or an operator's
     */
    void note(Optional<Device> device, Refusal.Same refused, long messages) {
        metrics.counter("iotflow_refused", new Tag("over", refused.over()), new Tag("reason", refused.reason()))
                .inc(messages);
        pending.count(refused.over(), refused.reason(), messages);
        boolean isKept = device.map(it -> pending.add(it.rowId(), Refusal.now(refused, Instant.now(), messages)))
                .orElse(true);
        if (!isKept) {
            dropped.inc();
        }
    }
}
