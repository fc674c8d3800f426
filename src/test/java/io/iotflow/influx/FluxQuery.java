package io.iotflow.influx;

import java.util.List;

/** A parsed query: bucket, range [start, stop) in nanoseconds since 1970, the steps after the range, and its result's name. */
record FluxQuery(String bucket, long start, long stop, List<FluxStep> steps, String result) {
    /** Whether the storage engine reads from the latest value backwards, as it does for filters followed by last. */
    boolean readsFromTheEnd() {
        return steps.stream()
                .filter(step -> !(step instanceof FluxStep.Filter))
                .findFirst()
                .filter(FluxStep.Last.class::isInstance)
                .isPresent();
    }
}
