package io.iotflow.tools.prototype;

import picocli.CommandLine.Option;

/** Which bucket the prototype wrote its points to. */
final class FormerInflux {

    @Option(
            names = "--influxdb-url",
            paramLabel = "URL",
            description =
                    "the prototype's InfluxDB 2, such as http://oldhost:8086: the points of its bucket come, too. Its"
                            + " token, which may only read, is taken from PROTOTYPE_INFLUXDB_TOKEN")
    String url;

    @Option(
            names = "--influxdb-org",
            paramLabel = "NAME",
            defaultValue = "iotflow",
            description = "the organisation there (${DEFAULT-VALUE})")
    private String org = "iotflow";

    @Option(
            names = "--influxdb-bucket",
            paramLabel = "NAME",
            defaultValue = "telemetry",
            description = "the bucket there (${DEFAULT-VALUE})")
    private String bucket = "telemetry";

    @Option(
            names = "--influxdb-token",
            hidden = true,
            defaultValue = "${env:PROTOTYPE_INFLUXDB_TOKEN}",
            description = "from the environment: other users of this machine would see it here")
    private String token;

    FormerBucket bucket() {
        if (token == null || token.isBlank()) {
            throw new ImportFailure("PROTOTYPE_INFLUXDB_TOKEN is not set: InfluxDB is read with a token");
        }
        return new FormerBucket(url, org, bucket, token);
    }
}
