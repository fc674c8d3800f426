package io.iotflow.timeseries;

import io.iotflow.influx.InfluxTestServer;
import java.time.Duration;
import java.util.Optional;

/** The InfluxDB of the contract suite: a real one where INFLUXDB_TEST_URL is set, else the tests' own. */
final class InfluxUnderTest implements AutoCloseable {

    private final InfluxTestServer ownServer;
    private final InfluxSettings settings;

    private InfluxUnderTest(InfluxTestServer ownServer, InfluxSettings settings) {
        this.ownServer = ownServer;
        this.settings = settings;
    }

    static InfluxUnderTest start() {
        String url = System.getenv("INFLUXDB_TEST_URL");
        if (url != null) {
            return new InfluxUnderTest(
                    null, settings(url, System.getenv("INFLUXDB_TEST_TOKEN"), System.getenv("INFLUXDB_TEST_ORG")));
        }
        InfluxTestServer server = new InfluxTestServer();
        server.start();
        server.addBucket("telemetry_5m", Duration.ZERO);
        server.addBucket("telemetry_1h", Duration.ofHours(1));
        return new InfluxUnderTest(
                server, settings(server.url(), InfluxTestServer.DEFAULT_TOKEN, InfluxTestServer.DEFAULT_ORG));
    }

    static InfluxSettings settings(String url, String token, String org) {
        return new InfluxSettings(
                Optional.of(url),
                token,
                org,
                "telemetry",
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                5000);
    }

    /** The same InfluxDB with another bucket, and with this one for the means. */
    InfluxSettings settings(String bucket, Optional<String> downsampled) {
        return new InfluxSettings(
                settings.url,
                new String(settings.token()),
                settings.org,
                bucket,
                downsampled,
                settings.timeout,
                settings.flushInterval,
                settings.batchSize);
    }

    /** The tests' own server, which can be told to fail; empty where a real one is tested. */
    Optional<InfluxTestServer> ownServer() {
        return Optional.ofNullable(ownServer);
    }

    InfluxSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        if (ownServer != null) {
            ownServer.close();
        }
    }
}
