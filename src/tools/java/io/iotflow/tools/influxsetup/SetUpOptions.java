package io.iotflow.tools.influxsetup;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What can be given on the command line; what is not is taken from the environment, then from the .env file. */
final class SetUpOptions {

    @Option(names = "--url", paramLabel = "URL", description = "InfluxDB (INFLUXDB_URL, else http://localhost:8086)")
    String url;

    @Option(names = "--org", paramLabel = "NAME", description = "organisation (INFLUXDB_ORG, else iotflow)")
    String org;

    @Option(names = "--bucket", paramLabel = "NAME", description = "bucket (INFLUXDB_BUCKET, else telemetry)")
    String bucket;

    @Option(
            names = "--retention",
            paramLabel = "TIME",
            description =
                    "how long the bucket keeps a point: 30d, 52w, P30D or forever (TELEMETRY_RETENTION, else a new"
                            + " bucket keeps for ever and one that is there stays as it is)")
    String retention;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = "an operator or all-access token of an InfluxDB that is set up already (INFLUXDB_ADMIN_TOKEN:"
                    + " better there, where no process list shows it)")
    String adminToken;

    @Option(
            names = "--username",
            paramLabel = "NAME",
            description = "first user of a new InfluxDB (INFLUXDB_ADMIN_USERNAME, else iotflow)")
    String username;

    @Option(
            names = "--downsample",
            description = "also keep means, least, greatest, sum and count of every five minutes in a second bucket")
    boolean downsample;

    @Option(
            names = "--downsampled-bucket",
            paramLabel = "NAME",
            description =
                    "that bucket (INFLUXDB_DOWNSAMPLED_BUCKET, else the bucket's name and _5m); implies --downsample")
    String downsampledBucket;

    @Option(
            names = "--downsampled-retention",
            paramLabel = "TIME",
            description =
                    "how long that bucket keeps a point (INFLUXDB_DOWNSAMPLED_RETENTION, else a new one for ever)")
    String downsampledRetention;

    @Option(names = "--sample", description = "write sample data: 22 hours of three devices that do not exist")
    boolean sample;

    @Option(
            names = "--env-file",
            paramLabel = "FILE",
            defaultValue = ".env",
            description = "read and brought up to date (${DEFAULT-VALUE})")
    Path envFile;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long to wait for InfluxDB (${DEFAULT-VALUE})")
    int waitSeconds;
}
