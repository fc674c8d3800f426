package io.iotflow.stack;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Counting;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.Histogram;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.Metric;
import org.eclipse.microprofile.metrics.MetricID;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Snapshot;
import org.eclipse.microprofile.metrics.Tag;

/** Metrics in memory, for classes that are tested without a server. */
public final class TestMetrics {

    private final Map<MetricID, Metric> metrics = new ConcurrentHashMap<>();
    private final MetricRegistry registry = (MetricRegistry) Proxy.newProxyInstance(
            MetricRegistry.class.getClassLoader(), new Class<?>[] {MetricRegistry.class}, (self, method, arguments) -> {
                MetricID id = id(arguments);
                return switch (method.getName()) {
                    case "counter" -> metrics.computeIfAbsent(id, unknown -> new Count());
                    case "gauge" -> metrics.computeIfAbsent(id, unknown -> gauge(arguments));
                    case "histogram" -> metrics.computeIfAbsent(id, unknown -> new Sum());
                    case "getMetric" -> metrics.get(id);
                    default -> throw new UnsupportedOperationException(method.getName());
                };
            });

    /** What the class under test is given. */
    public MetricRegistry registry() {
        return registry;
    }

    /** How far a counter, or the number of values of a histogram, has come; 0 where there is none. */
    public long count(String name, Tag... tags) {
        Metric metric = metrics.get(new MetricID(name, tags));
        return metric == null ? 0 : ((Counting) metric).getCount();
    }

    /** What a gauge shows now. */
    public double value(String name, Tag... tags) {
        return ((Gauge<?>) metrics.get(new MetricID(name, tags))).getValue().doubleValue();
    }

    private static MetricID id(Object[] arguments) {
        if (arguments[0] instanceof MetricID id) {
            return id;
        }
        String name = arguments[0] instanceof Metadata metadata ? metadata.getName() : (String) arguments[0];
        return arguments[arguments.length - 1] instanceof Tag[] tags ? new MetricID(name, tags) : new MetricID(name);
    }

    @SuppressWarnings("unchecked")
    private static Metric gauge(Object[] arguments) {
        Supplier<Number> value = arguments[1] instanceof Supplier<?> supplier
                ? (Supplier<Number>) supplier
                : () -> ((Function<Object, Number>) arguments[2]).apply(arguments[1]);
        return (Gauge<Number>) value::get;
    }

    private static class Count implements Counter {

        private final LongAdder count = new LongAdder();

        @Override
        public void inc() {
            count.increment();
        }

        @Override
        public void inc(long n) {
            count.add(n);
        }

        @Override
        public long getCount() {
            return count.sum();
        }
    }

    private static class Sum extends Count implements Histogram {

        private final LongAdder sum = new LongAdder();

        @Override
        public void update(int value) {
            update((long) value);
        }

        @Override
        public void update(long value) {
            inc();
            sum.add(value);
        }

        @Override
        public long getSum() {
            return sum.sum();
        }

        @Override
        public Snapshot getSnapshot() {
            throw new UnsupportedOperationException("quantiles");
        }
    }
}
