package io.iotflow.tools.influxsetup;

import java.util.Map;
import java.util.Optional;

/** The settings as they count: command line, else environment, else {@code .env}, else the default. */
final class Choices {

    private final SetUpOptions options;
    private final Map<String, String> environment;
    private final EnvFile file;

    Choices(SetUpOptions options, Map<String, String> environment, EnvFile file) {
        this.options = options;
        this.environment = environment;
        this.file = file;
    }

    String url() {
        return named(options.url, "INFLUXDB_URL", "http://localhost:8086");
    }

    String org() {
        return named(options.org, "INFLUXDB_ORG", "iotflow");
    }

    String bucket() {
        return checked(named(options.bucket, "INFLUXDB_BUCKET", "telemetry"));
    }

    /**
     * Before anything is made: a new InfluxDB that refuses a bucket has its first user by then, whose token nobody got,
     * and can never be set up again.
     */
    private static String checked(String bucket) {
        if (bucket.startsWith("_") || bucket.contains("\"")) {
            throw new SetUpException(
                    "InfluxDB takes no bucket whose name begins with _ or has a quotation mark: " + bucket);
        }
        return bucket;
    }

    /**
     * Finds mistakes before anything is made.
     *
     * @throws SetUpException that names the setting
     */
    void check() {
        bucket();
        downsampledBucket();
        retention();
        downsampledRetention();
    }

    Optional<String> downsampledBucket() {
        Optional<String> name = chosen(options.downsampledBucket, "INFLUXDB_DOWNSAMPLED_BUCKET")
                .filter(it -> !it.isBlank())
                .map(Choices::checked);
        if (name.filter(bucket()::equals).isPresent()) {
            throw new SetUpException("the second bucket must be another than " + bucket());
        }
        return name.or(() -> options.downsample ? Optional.of(bucket() + "_5m") : Optional.empty());
    }

    /** Empty when none is given: that is not for ever. */
    Optional<Retention> retention() {
        return retentionText().map(it -> Retention.parse(it, "TELEMETRY_RETENTION"));
    }

    /** For the file; nothing is written as forever, since the application takes an empty setting for none. */
    Optional<String> retentionText() {
        return chosen(options.retention, "TELEMETRY_RETENTION").map(Choices::named);
    }

    Optional<Retention> downsampledRetention() {
        return downsampledRetentionText().map(it -> Retention.parse(it, "INFLUXDB_DOWNSAMPLED_RETENTION"));
    }

    Optional<String> downsampledRetentionText() {
        return chosen(options.downsampledRetention, "INFLUXDB_DOWNSAMPLED_RETENTION")
                .map(Choices::named);
    }

    private static String named(String retention) {
        return retention.isBlank() ? "forever" : retention;
    }

    Optional<String> adminToken() {
        return chosen(options.adminToken, "INFLUXDB_ADMIN_TOKEN").filter(it -> !it.isBlank());
    }

    Optional<String> token() {
        return chosen(null, "INFLUXDB_TOKEN").filter(it -> !it.isBlank());
    }

    String username() {
        return named(options.username, "INFLUXDB_ADMIN_USERNAME", "iotflow");
    }

    Optional<String> password() {
        return chosen(null, "INFLUXDB_ADMIN_PASSWORD").filter(it -> !it.isBlank());
    }

    private String named(String option, String variable, String otherwise) {
        return chosen(option, variable).filter(it -> !it.isBlank()).orElse(otherwise);
    }

    private Optional<String> chosen(String option, String variable) {
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(environment.get(variable)))
                .or(() -> file.get(variable));
    }
}
