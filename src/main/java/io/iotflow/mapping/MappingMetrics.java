package io.iotflow.mapping;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counts each mapping's messages by their outcome; what counts goes with its mapping, so that it stays bounded. */
@Singleton
class MappingMetrics {

    private static final String NAME = "iotflow_mapping_messages";
    private static final List<String> OUTCOMES = List.of("stored", "ignored", "failed");

    private final MetricRegistry metrics;

    @Inject
    MappingMetrics(MetricRegistry metrics) {
        this.metrics = metrics;
    }

    Figures figures(String mapping) {
        return new Figures(
                outcome -> metrics.counter(NAME, tags(mapping, outcome)).inc());
    }

    void forget(String mapping) {
        OUTCOMES.forEach(it -> metrics.remove(new MetricID(NAME, tags(mapping, it))));
    }

    private static Tag[] tags(String mapping, String outcome) {
        return new Tag[] {new Tag("mapping", mapping), new Tag("outcome", outcome)};
    }
}
