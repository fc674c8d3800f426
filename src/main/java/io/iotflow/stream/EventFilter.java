package io.iotflow.stream;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which events a listener wants: those that fit everything that is given.
 *
 * @param types at least one
 * @param devices row ids; empty for all. They are asked for again now and then, because a group changes
 * @param measurements of readings; empty for all
 */
record EventFilter(Set<LogEvent.Type> types, Optional<Supplier<Set<Long>>> devices, Set<String> measurements) {

    boolean wants(LogEvent event, Optional<Set<Long>> chosen) {
        return types.contains(event.type())
                && chosen.map(it -> it.contains(event.deviceRowId())).orElse(true)
                && (event.type() != LogEvent.Type.READING
                        || measurements.isEmpty()
                        || measurements.contains(event.measurement()));
    }
}
