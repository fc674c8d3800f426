package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** The check of the dashboards' PromQL finds what is not there. */
class MetricNamesTest {

    private final MetricNames metrics = new MetricNames("""
            # TYPE a_total counter
            a_total{mp_scope="application",over="mqtt"} 1.0
            a_total{mp_scope="application",over="http"} 2.0
            """);

    @Test
    void findsNothingMissingWhereAllIsThere() {
        String expression =
                "histogram_quantile(0.5, sum by (over) (rate(a_total{instance=~\"$instance\",over=~\"mqtt|http\"}[5m])))";

        assertEquals(Set.of(), metrics.missing(expression));
    }

    @Test
    void findsMetricsLabelsAndValuesThatAreNotThere() {
        assertEquals(Set.of("b_total"), metrics.missing("max(b_total{})"));
        assertEquals(Set.of("b_total"), metrics.missing("max(b_total)"));
        assertEquals(Set.of("a_total{kind=\"x\"}"), metrics.missing("a_total{kind=\"x\"}"));
        assertEquals(Set.of("a_total{over=~\"mqtt|smoke\"}"), metrics.missing("a_total{over=~\"mqtt|smoke\"}"));
        assertEquals(Set.of("by (reason)"), metrics.missing("sum by (reason) (a_total{})"));
    }
}
