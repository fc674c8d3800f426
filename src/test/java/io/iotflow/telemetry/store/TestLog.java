package io.iotflow.telemetry.store;

import io.iotflow.device.DeviceColumns;
import io.iotflow.platform.database.Changes;
import io.iotflow.platform.task.BackgroundTasks;
import io.iotflow.platform.task.SpareThreads;
import io.iotflow.quarantine.TestQuarantine;
import io.iotflow.stack.ShippedConfig;
import io.iotflow.stack.TestDatabase;
import io.iotflow.stack.TestEvent;
import io.iotflow.stack.TestMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;

/** The log without the container, as it is where InfluxDB is configured. */
public final class TestLog {

    final TestMetrics metrics = new TestMetrics();
    final TestEvent<StatusesReported> reported = new TestEvent<>();
    final TestEvent<BatchStored> stored = new TestEvent<>();
    final Partitions partitions;
    final LogWriter writer;
    final TelemetryCounts counts;
    final MessageCounts adder;
    final StoredTelemetry history;
    final MessageFlow flow;
    final HourTotals hours;
    private final RecentBatches recent;
    private final TelemetryLogSettings settings;

    public TestLog(TestDatabase database) {
        this(database, new RecentBatches());
    }

    /** The same of a node that keeps there what it stored. */
    public TestLog(TestDatabase database, RecentBatches recent) {
        this(database, recent, Map.of("influxdb.url", "http://localhost:1"));
    }

    /** The same with these settings alone. */
    TestLog(TestDatabase database, Map<String, String> changed) {
        this(database, new RecentBatches(), changed);
    }

    private TestLog(TestDatabase database, RecentBatches recent, Map<String, String> changed) {
        this.recent = recent;
        ShippedConfig config = new ShippedConfig(changed);
        settings = new TelemetryLogSettings(config);
        partitions = new Partitions(database.sql(), new RetentionSettings(config));
        flow = new MessageFlow(database.sql());
        LogRows rows = new LogRows(database.sql(), settings);
        writer = new LogWriter(
                database.sql(),
                new FieldTypes(new FieldTypeStore(database.sql()), settings),
                new SeriesRegistry(new SeriesStore(database.sql()), settings),
                new NewRows(database.sql(), settings),
                rows,
                new KnownPoints(database.sql(), rows),
                TestQuarantine.on(database.sql(), metrics),
                flow,
                reported,
                recent,
                settings);
        hours = new HourTotals(database.sql());
        counts = new TelemetryCounts(database.sql());
        adder = new MessageCounts(database.sql(), flow);
        history = new StoredTelemetry(
                database.sql(),
                new NewestFirst(database.sql(), counts, Duration.ofDays(1)),
                new TelemetryDeletion(database.sql(), flow),
                new SeriesStore(database.sql()),
                new UnusedFields(database.sql(), new FieldTypeStore(database.sql()), new Changes(database.sql())));
        partitions.makeUntil(Instant.now().plus(Duration.ofDays(1)));
    }

    /** Reads it back. */
    public static StoredTelemetry read(TestDatabase database) {
        return new TestLog(database).history;
    }

    /** The same in the order of time. */
    public static TimeOrdered readOrdered(TestDatabase database) {
        return new TimeOrdered(database.sql());
    }

    /** Questions about many devices. */
    public static FleetQueries fleet(TestDatabase database) {
        return new FleetQueries(
                database.sql(), new SpareThreads(ForkJoinPool.commonPool(), 2), new HourTotals(database.sql()));
    }

    /** What the list of devices is given. */
    public static DeviceColumns columns() {
        return new CountColumns();
    }

    /** Adds up what was counted, as the task does. */
    public void addUp() {
        adder.addUp();
    }

    /** Adds all hours that can be added, as the task does; returns in how many transactions. */
    public int addHours() {
        int turns = 1;
        while (hours.addSome()) {
            turns++;
        }
        return turns;
    }

    TelemetryLog log(BackgroundTasks tasks) {
        return new TelemetryLog(writer, partitions, stored, settings, metrics.registry(), tasks);
    }

    /** Stores these as one upload in one batch, and returns their ids. */
    public List<Long> store(TelemetryMessage... messages) {
        Upload upload = Upload.of(List.of(messages));
        write(upload);
        return upload.committed().join();
    }

    /** Commits these as one batch and tells the senders. */
    LogWriter.Written write(Upload... uploads) {
        LogWriter.Written written = writer.write(List.of(uploads));
        written.onCommit().run();
        written.acknowledge();
        return written;
    }

    /** A reading of {@code environmental} with one field. */
    public static TelemetryMessage reading(long deviceRowId, Instant time, String field, Object value) {
        return new TelemetryMessage(
                deviceRowId,
                "device" + deviceRowId,
                "environmental",
                time,
                Map.of(field, value),
                Map.of("device_id", "device" + deviceRowId),
                Map.of(),
                null,
                Instant.now());
    }
}
