package io.iotflow.telemetry.store;

import io.iotflow.refusal.MessagesRefused;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/**
 * Counts what was refused over HTTP. What was refused over MQTT is counted with the batch that puts it into the quarantine,
 * and of what failed with a fault it is not known whether it was stored after all.
 */
@Singleton
class RefusalCounts {

    private static final Set<String> UNCERTAIN = Set.of("unavailable", "internal_error");

    private final MessageFlow flow;

    @Inject
    RefusalCounts(MessageFlow flow) {
        this.flow = flow;
    }

    void count(@Observes MessagesRefused refused) {
        long messages = refused.counts().stream()
                .filter(it -> it.over().equals("http") && !UNCERTAIN.contains(it.reason()))
                .mapToLong(MessagesRefused.Count::messages)
                .sum();
        flow.count(Map.of(Flow.RECEIVED, messages, Flow.REFUSED, messages));
    }
}
