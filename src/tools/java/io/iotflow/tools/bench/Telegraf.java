package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A Telegraf that writes to InfluxDB what devices publish, and what is posted to it; all of it in memory only. */
final class Telegraf implements AutoCloseable {

    static final String TOKEN = "bench";

    // Larger than its own defaults, which hold it back: 1,000 undelivered messages, written each ten seconds.
    private static final String CONFIGURATION = """
            [agent]
              flush_interval = "500ms"
              metric_batch_size = 5000
              metric_buffer_limit = 1000000
              omit_hostname = true
            [[inputs.influxdb_v2_listener]]
              service_address = "127.0.0.1:%d"
              token = "%s"
              parser_type = "upstream"
            [[outputs.influxdb_v2]]
              urls = ["%s"]
              token = "%s"
              organization = "%s"
              bucket = "%s"
            """;

    private static final String MQTT = """
            [[inputs.mqtt_consumer]]
              servers = ["tcp://127.0.0.1:%d"]
              topics = ["iotflow/devices/+/telemetry/+"]
              qos = 1
              client_id = "telegraf"
              persistent_session = true
              max_undelivered_messages = 50000
              topic_tag = ""
              data_format = "json"
              json_time_key = "timestamp"
              json_time_format = "unix_ms"
              [[inputs.mqtt_consumer.topic_parsing]]
                topic = "iotflow/devices/+/telemetry/+"
                measurement = "_/_/_/_/measurement"
                tags = "_/_/device_id/_/_"
            """;

    private final PeerProcess process;
    private final int port;

    private Telegraf(PeerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it before InfluxDB, with its files in this folder; it takes what is posted to it. */
    static Telegraf start(Path program, Path folder, Influxd influx) throws IOException {
        return start(program, folder, "", influx);
    }

    /** The same between a broker and InfluxDB. */
    static Telegraf start(Path program, Path folder, int mqttPort, Influxd influx) throws IOException {
        return start(program, folder, MQTT.formatted(mqttPort), influx);
    }

    private static Telegraf start(Path program, Path folder, String more, Influxd influx) throws IOException {
        Path data = Files.createDirectories(folder).toAbsolutePath();
        int port = PeerProcess.freePort();
        Map<String, String> settings = influx.environment();
        Path configuration = data.resolve("telegraf.conf");
        Files.writeString(
                configuration,
                CONFIGURATION.formatted(
                                port,
                                TOKEN,
                                influx.uri(),
                                influx.token(),
                                settings.get("INFLUXDB_ORG"),
                                settings.get("INFLUXDB_BUCKET"))
                        + more);
        List<String> command = List.of(program.toString(), "--config", configuration.toString());
        return new Telegraf(PeerProcess.start(command, port, data.resolve("telegraf.out")), port);
    }

    /** Where it takes InfluxDB's write. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    double cpuSeconds() {
        return CpuClock.seconds(process.pid());
    }

    long rssBytes() {
        return CpuClock.resident(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
