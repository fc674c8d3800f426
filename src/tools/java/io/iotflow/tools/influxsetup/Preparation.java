package io.iotflow.tools.influxsetup;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.domain.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps of an InfluxDB that has its first user: each finds what is so, and makes what is not. */
final class Preparation {

    private final InfluxServer server;
    private final String adminToken;
    private final Choices choices;
    private final Report report;

    Preparation(InfluxServer server, String adminToken, Choices choices, Report report) {
        this.server = server;
        this.adminToken = adminToken;
        this.choices = choices;
        this.report = report;
    }

    /** Prepares everything and puts it into the file, whose last changes are not saved yet. */
    void run(EnvFile file, boolean sample) {
        try (InfluxDBClient admin = server.client(adminToken)) {
            String orgId = new Organizations(admin, report).require(choices.org(), choices.bucket());
            List<Bucket> buckets = buckets(new Buckets(admin, orgId, report));
            Tokens.Kept token = token(new Tokens(server, admin, orgId, report), buckets, file);
            if (buckets.size() > 1) {
                String script = Means.script(
                        choices.bucket(),
                        Retention.ofSeconds(Buckets.seconds(buckets.get(0))),
                        buckets.get(1).getName());
                new DownsamplingTask(admin, orgId, report).require(Means.taskName(choices.bucket()), script);
            }
            if (sample) {
                writeSample(token.token(), orgId);
            }
        }
    }

    private List<Bucket> buckets(Buckets buckets) {
        List<Bucket> all = new ArrayList<>();
        all.add(buckets.require(choices.bucket(), choices.retention()));
        choices.downsampledBucket().ifPresent(it -> all.add(buckets.require(it, choices.downsampledRetention())));
        return all;
    }

    private Tokens.Kept token(Tokens tokens, List<Bucket> buckets, EnvFile file) {
        // the application shall not have the admin's
        Optional<String> known = choices.token().filter(it -> !it.equals(adminToken));
        Tokens.Kept kept = tokens.require(known, buckets);
        file.put("INFLUXDB_URL", server.url());
        file.put("INFLUXDB_TOKEN", kept.token());
        file.put("INFLUXDB_ORG", choices.org());
        file.put("INFLUXDB_BUCKET", choices.bucket());
        choices.retentionText().ifPresent(it -> file.put("TELEMETRY_RETENTION", it));
        choices.downsampledBucket().ifPresent(it -> file.put("INFLUXDB_DOWNSAMPLED_BUCKET", it));
        choices.downsampledRetentionText().ifPresent(it -> file.put("INFLUXDB_DOWNSAMPLED_RETENTION", it));
        if (!kept.outdated().isEmpty()) {
            file.save(); // the new one is kept before the former goes
            tokens.remove(kept.outdated());
        }
        return kept;
    }

    private void writeSample(String token, String orgId) {
        try (InfluxDBClient application = server.client(token)) {
            new SampleData(application, orgId, report).require(choices.bucket(), Instant.now());
        }
    }
}
