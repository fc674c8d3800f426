package io.iotflow.tools.quickstart;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that starts IoTFlow. What is not given is taken from the settings, or has a default. */
public final class StartOptions {

    @Option(names = "--http-port", paramLabel = "PORT", description = "HTTP (5000); the setting PORT sets it, too")
    private Integer httpPort;

    @Option(names = "--mqtt-port", paramLabel = "PORT", description = "MQTT (1883); the setting MQTT_PORT sets it, too")
    private Integer mqttPort;

    @Option(
            names = "--db-port",
            paramLabel = "PORT",
            description = "PostgreSQL, on loopback only (5433, or a free one when that is taken)")
    private Integer databasePort;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            description = "where HTTP and MQTT listen (127.0.0.1); 0.0.0.0 for devices on your network; the setting"
                    + " BIND sets it, too")
    private String bind;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "where everything is kept (IOTFLOW_DATA, else the folder data beside this command)")
    private Path data;

    @Option(
            names = "--heap",
            paramLabel = "SIZE",
            description = "the memory of the application's objects, such as 512m or 4g (" + Heap.USUAL
                    + "); the setting IOTFLOW_HEAP sets it, too")
    private String heap;

    @Option(names = "--no-influx", description = "PostgreSQL answers time-series queries, even if influxd is installed")
    private boolean noInflux;

    @Option(
            names = "--log-format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "how the application writes its log: lines, or one JSON object per line (${DEFAULT-VALUE})")
    private LogFormat logFormat;

    @Mixin
    private TlsOptions tls;

    TlsOptions tls() {
        return tls;
    }

    int httpPort(Map<String, String> settings) {
        return httpPort != null ? httpPort : port("PORT", 5000, settings);
    }

    int mqttPort(Map<String, String> settings) {
        return mqttPort != null ? mqttPort : port("MQTT_PORT", 1883, settings);
    }

    Integer databasePort() {
        return databasePort;
    }

    String bind(Map<String, String> settings) {
        return bind != null ? bind : value("BIND", Ports.LOOPBACK, settings);
    }

    /** Where HTTP and MQTT listen without TLS: where it is served, too, to this machine alone. */
    String plainBind(Map<String, String> settings) {
        return tls.isWanted(settings) ? value("IOTFLOW_PLAIN_BIND", Ports.LOOPBACK, settings) : bind(settings);
    }

    /** The data folder, absolute. */
    public Path data(Map<String, String> settings) {
        Path folder = data != null ? data : Path.of(value("IOTFLOW_DATA", "data", settings));
        return folder.toAbsolutePath().normalize();
    }

    Heap heap(Map<String, String> settings) {
        return Heap.of(heap != null ? heap : value("IOTFLOW_HEAP", Heap.USUAL, settings));
    }

    boolean noInflux() {
        return noInflux;
    }

    LogFormat logFormat() {
        return logFormat == null ? LogFormat.TEXT : logFormat;
    }

    static String value(String name, String otherwise, Map<String, String> settings) {
        String value = settings.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value.strip();
    }

    static int port(String name, int otherwise, Map<String, String> settings) {
        String value = value(name, Integer.toString(otherwise), settings);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new StartException(name + " must be a port number, is '" + value + "'", e);
        }
    }
}
