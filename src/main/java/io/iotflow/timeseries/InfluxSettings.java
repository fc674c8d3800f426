package io.iotflow.timeseries;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Where InfluxDB is and how it is written to; {@code INFLUXDB_*}. */
@Dependent
class InfluxSettings {

    /** Empty when PostgreSQL answers for the time series. */
    final Optional<String> url;

    final String org;
    final String bucket;
    /**
     * The set-up tool's bucket with the means of five minutes. They answer for what the bucket has dropped; a delete takes
     * them too.
     */
    final Optional<String> downsampledBucket;

    final Duration timeout;
    final int batchSize;
    final Duration flushInterval;
    private final char[] token;

    @Inject
    InfluxSettings(Config config) {
        this(
                config.getOptionalValue("influxdb.url", String.class),
                config.getOptionalValue("influxdb.token", String.class).orElse(""),
                config.getValue("influxdb.org", String.class),
                config.getValue("influxdb.bucket", String.class),
                config.getOptionalValue("influxdb.downsampled.bucket", String.class),
                millis(config, "influxdb.timeout", 100),
                millis(config, "influxdb.flush.interval", 10),
                config.getValue("influxdb.batch.size", Integer.class));
    }

    InfluxSettings(
            Optional<String> url,
            String token,
            String org,
            String bucket,
            Optional<String> downsampledBucket,
            Duration timeout,
            Duration flushInterval,
            int batchSize) {
        this.url = url;
        this.token = token.toCharArray();
        this.org = org;
        this.bucket = bucket;
        this.downsampledBucket = downsampledBucket;
        this.timeout = timeout;
        this.flushInterval = flushInterval;
        this.batchSize = batchSize;
        if (batchSize < 1 || batchSize > 100_000) {
            throw new IllegalStateException("INFLUXDB_BATCH_SIZE must be 1 to 100000 points, is " + batchSize);
        }
        if (downsampledBucket.filter(bucket::equals).isPresent()) {
            throw new IllegalStateException("INFLUXDB_DOWNSAMPLED_BUCKET must be another than INFLUXDB_BUCKET");
        }
        url.ifPresent(it -> check(it, this.token.length));
    }

    char[] token() {
        return token;
    }

    private static Duration millis(Config config, String key, long min) {
        long millis = config.getValue(key, Long.class);
        if (millis < min) {
            throw new IllegalStateException(
                    key.toUpperCase(Locale.ROOT).replace('.', '_') + " must be at least " + min + " ms, is " + millis);
        }
        return Duration.ofMillis(millis);
    }

    private static void check(String url, int tokenLength) {
        String scheme = URI.create(url).getScheme();
        if (!"http".equals(scheme) && !"https".equals(scheme)) {
            throw new IllegalStateException("INFLUXDB_URL must begin with http:// or https://");
        }
        if (URI.create(url).getRawUserInfo() != null) {
            throw new IllegalStateException("INFLUXDB_URL must not have a user in it: use INFLUXDB_TOKEN");
        }
        if (tokenLength == 0) {
            throw new IllegalStateException("INFLUXDB_TOKEN is required where INFLUXDB_URL is set");
        }
    }
}
