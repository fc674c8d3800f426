package io.iotflow.stack;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.Gauge;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Counters and gauges outside the server, which has the only registry. A counter is known by name and tags. */
public final class TestMetrics {

    private final Map<String, TestCounter> counters = new ConcurrentHashMap<>();
    private final Map<String, Gauge<?>> gauges = new ConcurrentHashMap<>();

    /** What the classes under test count in. */
    public MetricRegistry registry() {
        return (MetricRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MetricRegistry.class}, (proxy, method, arguments) -> {
                    String name = (String) arguments[0];
                    Tag[] tags = (Tag[]) Arrays.stream(arguments)
                            .filter(Tag[].class::isInstance)
                            .findFirst()
                            .orElse(new Tag[0]);
                    return switch (method.getName()) {
                        case "counter" -> counters.computeIfAbsent(key(name, tags), key -> new TestCounter());
                        case "gauge" -> gauge(name, arguments[1], arguments[2]);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    @SuppressWarnings("unchecked")
    private Gauge<Number> gauge(String name, Object source, Object value) {
        Gauge<Number> gauge = () -> ((Function<Object, Number>) value).apply(source);
        gauges.put(name, gauge);
        return gauge;
    }

    private static String key(String name, Tag... tags) {
        return name + Arrays.stream(tags).map(it -> it.getTagName() + "=" + it.getTagValue()).toList();
    }

    /** What was counted, 0 where nothing was. */
    public long counted(String name, Tag... tags) {
        TestCounter counter = counters.get(key(name, tags));
        return counter == null ? 0 : counter.getCount();
    }

    /** What a gauge shows now. */
    public long shown(String name) {
        return gauges.get(name).getValue().longValue();
    }

    private static final class TestCounter implements Counter {

        private final AtomicLong count = new AtomicLong();

        @Override
        public void inc() {
            count.incrementAndGet();
        }

        @Override
        public void inc(long by) {
            count.addAndGet(by);
        }

        @Override
        public long getCount() {
            return count.get();
        }
    }
}
