package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./bench stream}: what listeners of the live stream hear, and what they cost the ingestion. */
@Command(
        name = "stream",
        mixinStandardHelpOptions = true,
        description =
                "Sends readings at a fixed rate, and lets nobody, many that hear one device each, and many that hear"
                        + " everything listen to the live stream; prints what they heard, how late, and how the ingestion did.")
final class StreamBench implements Callable<Integer> {

    private static final String STREAM = "/api/v1/stream?events=reading";
    private static final int BATCHES = 20; // a second
    private static final int ATTEMPTS = 50;
    private static final int OVERLOADED = 503;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final BatchForm FORM = BatchForm.lines;
    private static final String HEAD = """
            | listeners | stored/s | requests sent again | answer to a batch, p99 ms | heard/s | MB/s | received to heard, ms: p50 | p99 | dropped | there at the end | application, cores |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """;

    @Option(names = "--listeners", defaultValue = "1000", description = "Listeners (${DEFAULT-VALUE}).")
    private int listeners;

    @Option(
            names = "--few",
            defaultValue = "100",
            description = "As many that hear everything, too (${DEFAULT-VALUE}).")
    private int few;

    @Option(names = "--devices", defaultValue = "1000", description = "Devices that send (${DEFAULT-VALUE}).")
    private int devices;

    @Option(names = "--rate", defaultValue = "2000", description = "Readings a second (${DEFAULT-VALUE}).")
    private int rate;

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds of load at first (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--seconds", defaultValue = "20", description = "Seconds of each measurement (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    private Path target;

    private final HttpClient client = HttpClient.newHttpClient();
    private BatchBody body;
    private int[] numbers;
    private int next;
    private int again;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        String report = BenchRun.in(target, (stack, folder) -> measure(stack));
        System.out.println(report);
        return 0;
    }

    private String measure(BenchStack stack) throws IOException, SQLException, InterruptedException {
        String loadAverage = Machine.loadAverage();
        String most = Integer.toString(Math.max(listeners, few));
        stack.startWithEmbeddedBroker(Map.of(
                "IOTFLOW_STREAM_LISTENERS", most,
                "IOTFLOW_STREAM_LISTENERS_PER_CALLER", most,
                "IOTFLOW_HTTP_CONNECTIONS_PER_ADDRESS", "4096"));
        new FleetLoader(stack).addDevices(devices);
        List<RegisteredDevice> all = IntStream.rangeClosed(1, devices)
                .mapToObj(it -> new RegisteredDevice("fleet-" + it, ""))
                .toList();
        body = new BatchBody(FORM, all, Instant.now().minus(Duration.ofDays(1)), Duration.ofSeconds(1));
        numbers = new int[rate / BATCHES];
        List<String> one = IntStream.range(0, listeners)
                .mapToObj(it -> STREAM + "&device=" + all.get(it % devices).deviceId())
                .toList();
        StringBuilder report = new StringBuilder(HEAD);
        row(stack, "none, as a warm-up", List.of(), warmUp);
        report.append(row(stack, "none", List.of(), seconds));
        report.append(row(stack, "%,d, one device each".formatted(listeners), one, seconds));
        report.append(row(stack, "%,d, everything".formatted(few), Collections.nCopies(few, STREAM), seconds));
        report.append(
                row(stack, "%,d, everything".formatted(listeners), Collections.nCopies(listeners, STREAM), seconds));
        return report.append(
                        "%n- %,d devices, %,d readings/s in line protocol, %d requests a second%n- %s%n- load average before: %s%n"
                                .formatted(devices, rate, BATCHES, Machine.processor(), loadAverage))
                .toString();
    }

    private String row(BenchStack stack, String name, List<String> paths, int duration)
            throws IOException, SQLException, InterruptedException {
        System.err.println(name + " ...");
        URI server = stack.application().uri();
        try (StreamCrowd crowd = new StreamCrowd(server, stack.adminKey(), paths)) {
            send(stack, duration / 4, new Histogram(3)); // until all listen, and hear
            long heard = metric(server, "iotflow_stream_events_total");
            long dropped = metric(server, "iotflow_stream_dropped_total");
            crowd.takeBytes();
            crowd.takeMicros();
            double cpu = stack.cpuSeconds(Set.of()).application();
            Histogram answers = new Histogram(3);
            again = 0;
            long begin = System.nanoTime();
            long stored = send(stack, duration, answers);
            double took = (System.nanoTime() - begin) / 1e9;
            cpu = stack.cpuSeconds(Set.of()).application() - cpu;
            heard = metric(server, "iotflow_stream_events_total") - heard;
            dropped = metric(server, "iotflow_stream_dropped_total") - dropped;
            Histogram micros = crowd.takeMicros();
            String row = String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %d | %.1f | %,.0f | %.1f | %.0f | %.0f | %,d | %,d | %.2f |%n",
                    name,
                    stored / took,
                    again,
                    answers.getValueAtPercentile(99) / 1e3,
                    heard / took,
                    crowd.takeBytes() / took / 1e6,
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3,
                    dropped,
                    metric(server, "iotflow_stream_listeners"),
                    cpu / took);
            System.err.print(row); // also where a later one fails
            return row;
        }
    }

    /** Sends at the rate; answers how many readings were stored. */
    private long send(BenchStack stack, int duration, Histogram answers) throws IOException {
        URI server = stack.application().uri();
        String head = BatchLoad.head(server, FORM, "X-API-Key: " + stack.adminKey());
        Pacer pacer = new Pacer(BATCHES);
        long stored = 0;
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            for (long end = System.nanoTime() + duration * 1_000_000_000L; System.nanoTime() < end; ) {
                pacer.await(() -> false);
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = (next + i) / devices;
                }
                long begin = System.nanoTime();
                int status = exchange(http, body.request(head, next % devices, numbers));
                answers.recordValue((System.nanoTime() - begin) / 1_000);
                if (status != FORM.stored) {
                    throw new IOException("a batch was answered with " + status);
                }
                next += numbers.length;
                stored += numbers.length;
            }
        }
        return stored;
    }

    /** Once more where the connection is lost or the server has too much to do: a reading that is there already stays one. */
    private int exchange(HttpConnection http, byte[] request) {
        for (int attempt = 1; true; attempt++) {
            int status = 0;
            try {
                status = http.exchange(request);
            } catch (IOException e) {
                http.close();
            }
            if (status != 0 && status != OVERLOADED || attempt == ATTEMPTS) {
                return status;
            }
            again++;
            Threads.sleep(PAUSE);
        }
    }

    private long metric(URI server, String name) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/metrics"))
                .timeout(Duration.ofMinutes(1))
                .build();
        String all = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        Matcher value =
                Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? ([0-9.eE+]+)").matcher(all);
        if (!value.find()) {
            throw new IOException("no " + name + " in the metrics");
        }
        return (long) Double.parseDouble(value.group(1));
    }
}
