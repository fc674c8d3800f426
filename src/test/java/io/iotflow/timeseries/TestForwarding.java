package io.iotflow.timeseries;

import io.iotflow.influx.InfluxTestServer;
import io.iotflow.platform.database.Sql;
import io.iotflow.quarantine.TestQuarantine;
import io.iotflow.stack.TestMetrics;
import io.iotflow.telemetry.store.MessageFlow;
import io.iotflow.telemetry.store.Outbox;
import io.iotflow.telemetry.store.RecentBatches;
import java.time.Duration;
import java.util.Optional;

/** The way from the outbox to InfluxDB without the container. */
final class TestForwarding {

    private TestForwarding() {}

    static InfluxSettings settings(InfluxTestServer influx, Duration timeout) {
        return new InfluxSettings(
                Optional.of(influx.url()),
                InfluxTestServer.DEFAULT_TOKEN,
                InfluxTestServer.DEFAULT_ORG,
                InfluxTestServer.DEFAULT_BUCKET,
                Optional.empty(),
                timeout,
                Duration.ofSeconds(1),
                5000);
    }

    /** A node's. */
    static Forwarder forwarder(Sql sql, InfluxConnection connection) {
        return forwarder(sql, connection, new RecentBatches());
    }

    /** A node's that keeps there what it stored. */
    static Forwarder forwarder(Sql sql, InfluxConnection connection, RecentBatches recent) {
        TestMetrics metrics = new TestMetrics();
        return new Forwarder(
                sql,
                new Outbox(sql, recent),
                TestQuarantine.on(sql, metrics),
                connection,
                new MessageFlow(sql),
                new WriterMetrics(metrics.registry()));
    }
}
