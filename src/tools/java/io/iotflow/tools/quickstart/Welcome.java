package io.iotflow.tools.quickstart;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What is said when everything runs: where to look, and three commands to paste. */
record Welcome(
        Duration time,
        URI http,
        Optional<String> signIn,
        String mqtt,
        String timeSeries,
        Path data,
        Path log,
        String adminKey,
        String fleet,
        Optional<TlsWelcome> tls) {

    private static final String WITHOUT_KEY = """

            IoTFlow is ready (%1$s).

              Console        %2$s/
              API            %2$s/docs/    every call, to read and to try
              Health         %2$s/health   metrics: %2$s/metrics
              MQTT           %3$s
              Time series    %4$s
              Data           %5$s
              Log            %6$s
              Admin key      %7$s%8$s""";

    private static final String TEXT = """

            IoTFlow is ready (%1$s).

              Console        %2$s/%13$s
              API            %2$s/docs/    every call, to read and to try
              OpenAPI        %2$s/openapi
              Health         %2$s/health   metrics: %2$s/metrics
              MQTT           %3$s
              Time series    %4$s
              Data           %5$s
              Log            %6$s
              Admin key      %7$s%10$s
            %9$s
            Try it. Register a device and keep its key, send a reading, query it:

            KEY=$(curl -s%11$s %2$s/api/v1/devices/register -H 'X-API-Key: %7$s' -H 'Content-Type: application/json' -d '{"name":"Office sensor %8$s","device_type":"environmental","device_id":"esp32_%8$s"}' | sed -n 's/.*"api_key" *: *"\\([^"]*\\)".*/\\1/p'); echo "device key: $KEY"

            curl -s%11$s %2$s/api/v1/devices/telemetry -H "X-API-Key: $KEY" -H 'Content-Type: application/json' -d '{"type":"temperature","data":{"value":23.5,"humidity":45}}'; echo

            curl -s%11$s "%2$s/api/v1/influxdb/device/esp32_%8$s/data?start=-1h" -H "X-API-Key: $KEY"; echo
            %12$s
            Ctrl-C stops everything; the data stays.""";

    private static final String SIGN_IN = "\n  Sign in        %s%s    once, within ten minutes";

    /** For a log: where the key is in place of the key. */
    String withoutKey() {
        Path file = data.resolve("admin-api-key");
        String where = Files.exists(file) ? "in " + file : "as set in IOTFLOW_ADMIN_API_KEY";
        return WITHOUT_KEY.formatted(Terminal.seconds(time), http, mqtt, timeSeries, data, log, where, tlsLines());
    }

    String text() {
        // New at each start, so that the commands work as printed every time.
        String suffix = Long.toString(Instant.now().getEpochSecond(), Character.MAX_RADIX);
        return TEXT.formatted(
                Terminal.seconds(time),
                http,
                mqtt,
                timeSeries,
                data,
                log,
                adminKey,
                suffix,
                fleet,
                tlsLines(),
                tls.map(TlsWelcome::curl).orElse(""),
                tls.map(it -> it.publish("esp32_" + suffix)).orElse(""),
                signIn.map(it -> SIGN_IN.formatted(http, it)).orElse(""));
    }

    private String tlsLines() {
        return tls.map(it -> "\n" + it.lines()).orElse("");
    }
}
