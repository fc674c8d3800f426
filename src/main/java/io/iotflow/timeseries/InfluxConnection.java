package io.iotflow.timeseries;

import com.influxdb.client.BucketsQuery;
import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.Bucket;
import com.influxdb.client.domain.BucketRetentionRules;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.client.service.QueryService;
import com.influxdb.exceptions.InfluxException;
import io.iotflow.telemetry.store.StoredPoint;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/** InfluxDB, where it is configured: every call has a time-out, none retries by itself. */
@Singleton
class InfluxConnection implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** A delete on a large bucket takes minutes. */
    private static final Duration DELETE = Duration.ofMinutes(10);

    /** The length of the steps of which the set-up tool's task keeps means. */
    static final Duration STEP = Duration.ofMinutes(5);

    private final InfluxSettings settings;
    private final InfluxDBClient client;
    private final InfluxDBClient asking;
    private final InfluxDBClient patient;

    @Inject
    InfluxConnection(InfluxSettings settings) {
        this.settings = settings;
        this.client = isConfigured() ? client(settings, settings.timeout).enableGzip() : null;
        this.asking = isConfigured()
                ? client(settings, settings.timeout)
                : null; // to compress a long answer doubles its time
        this.patient = isConfigured() ? client(settings, DELETE) : null;
    }

    /** Whether there is an InfluxDB; nothing else here may be called when there is none. */
    boolean isConfigured() {
        return settings.url.isPresent();
    }

    private static InfluxDBClient client(InfluxSettings settings, Duration timeout) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout.plus(CONNECT).plusSeconds(2));
        return InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(settings.url.orElseThrow())
                .authenticateToken(settings.token())
                .org(settings.org)
                .bucket(settings.bucket)
                .okHttpClient(http)
                .build());
    }

    /** The buckets of our organisation that the token may read, by name. */
    List<Bucket> buckets() {
        return client.getBucketsApi().findBucketsByOrgName(settings.org).stream()
                .sorted(Comparator.comparing(Bucket::getName))
                .toList();
    }

    String org() {
        return settings.org;
    }

    /** Writes points; there is at least one. */
    void write(List<StoredPoint> points) {
        client.getWriteApiBlocking().writeRecord(WritePrecision.NS, PointLines.of(points));
    }

    /**
     * Sends a query, and hands over each row as it comes; returns when all have come.
     *
     * @throws InfluxException also when InfluxDB fails in the middle, or its answer ends there
     */
    void query(String flux, Consumer<FluxRow> rows) {
        FluxAnswer.read(asking.getService(QueryService.class), settings.org, flux, rows);
    }

    /**
     * Deletes, in the bucket of the means too, where a step that only overlaps the range goes as a whole: what of it is
     * left the task counts again.
     */
    void delete(TimeSeriesQuery query) {
        TimeRange range = query.range();
        delete(query, range.start(), settings.bucket);
        settings.downsampledBucket.ifPresent(it -> delete(query, stepOf(range.start()), it));
    }

    private static Instant stepOf(Instant time) {
        long seconds = time.getEpochSecond();
        return Instant.ofEpochSecond(seconds - Math.floorMod(seconds, STEP.toSeconds()));
    }

    /** The API's stop is inclusive, ours is not. */
    private void delete(TimeSeriesQuery query, Instant start, String bucket) {
        String predicate = "device_id=" + quoted(query.device().deviceId())
                + query.measurement()
                        .map(it -> " AND _measurement=" + quoted(it))
                        .orElse("");
        patient.getDeleteApi()
                .delete(
                        start.atOffset(ZoneOffset.UTC),
                        query.range().stop().minusNanos(1).atOffset(ZoneOffset.UTC),
                        predicate,
                        bucket,
                        settings.org);
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    String bucket() {
        return settings.bucket;
    }

    Optional<String> meansBucket() {
        return settings.downsampledBucket;
    }

    /** How long a bucket keeps its points; zero is for ever, or not for us to know. */
    Duration retention(String bucket) {
        BucketsQuery named = new BucketsQuery();
        named.setOrg(settings.org);
        named.setName(bucket);
        return client.getBucketsApi().findBuckets(named).stream()
                .flatMap(it -> it.getRetentionRules().stream())
                .map(BucketRetentionRules::getEverySeconds)
                .filter(Objects::nonNull)
                .findFirst()
                .map(Duration::ofSeconds)
                .orElse(Duration.ZERO);
    }

    String url() {
        return settings.url.orElseThrow();
    }

    Duration timeout() {
        return settings.timeout;
    }

    @PreDestroy
    @Override
    public void close() {
        if (isConfigured()) {
            client.close();
            asking.close();
            patient.close();
        }
    }
}
