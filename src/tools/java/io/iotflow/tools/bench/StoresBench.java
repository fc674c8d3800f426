package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code ./bench stores}: questions about many devices, to the application and to InfluxDB itself. */
@Command(
        name = "stores",
        mixinStandardHelpOptions = true,
        description =
                "Loads a month of a fleet into PostgreSQL and InfluxDB, asks the application and InfluxDB's own Flux the"
                        + " same questions in turn, and prints how long the answers took. Needs InfluxDB 2's influxd.")
final class StoresBench implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofSeconds(20); // for one question

    /** Java has not compiled yet what it runs, which the first question would be charged for. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    @Option(
            names = "--influxdb",
            description = "The program influxd of InfluxDB 2 (default: the one on the PATH).",
            paramLabel = "FILE")
    private Path influxdb;

    @Option(names = "--queries", defaultValue = "200", description = "How often each is asked (${DEFAULT-VALUE}).")
    private int queries;

    @Option(
            names = "--values",
            defaultValue = "1000000",
            description = "Values of one device, as CSV (${DEFAULT-VALUE}).")
    private int values;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    private Path target;

    @Spec
    private CommandSpec spec;

    private final Closer closer = new Closer();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        Path program = Optional.ofNullable(influxdb)
                .or(Influxd::onPath)
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(), "InfluxDB 2 is not on the PATH: name its influxd with --influxdb"));
        Path folder = RunFolder.create(target.resolve("bench").toAbsolutePath());
        Runtime.getRuntime().addShutdownHook(new Thread(closer::close, "stop"));
        try {
            closer.add(() -> RunFolder.delete(folder));
            Influxd influx = closer.add(Influxd.start(program, folder.resolve("influxdb")));
            BenchStack stack = new BenchStack(target.toAbsolutePath(), folder, closer);
            Map<String, String> settings = new HashMap<>(influx.environment());
            settings.put("INFLUXDB_TIMEOUT", "60000"); // a machine under load
            settings.put("IOTFLOW_QUERY_TIMEOUT", "PT60S");
            stack.startWithEmbeddedBroker(settings);
            System.out.println(run(stack, influx));
            return 0;
        } finally {
            closer.close();
        }
    }

    private String run(BenchStack stack, Influxd influx) throws IOException, SQLException, InterruptedException {
        StoresLoader loader = new StoresLoader(stack, influx);
        loader.load(values);
        StoresClient client = new StoresClient(stack, influx);
        StringBuilder report = new StringBuilder("| question | IoTFlow p50 ms | p99 | Flux p50 ms | p99 | ratio of p50 "
                + "| `source=influxdb` p50 ms | ratio |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
        List<StoresQuestion> questions = StoresQuestion.all(loader.begin());
        warmUp(client, questions.get(0));
        for (StoresQuestion question : questions) {
            String row = ask(client, question);
            System.err.println(row);
            report.append(row).append('\n');
        }
        report.append("\n| values as CSV | values/s |\n|---|---:|\n");
        StoresQuestion csv = StoresQuestion.csv(loader.begin());
        for (String source : List.of("postgresql", "influxdb")) {
            report.append("| ")
                    .append(source)
                    .append(" | ")
                    .append(rate(() -> client.ask(csv, source)))
                    .append(" |\n");
        }
        report.append("| InfluxDB's own | ")
                .append(rate(() -> client.flux(csv)))
                .append(" |\n");
        return report.toString();
    }

    private static void warmUp(StoresClient client, StoresQuestion question) throws IOException, InterruptedException {
        long end = System.nanoTime() + WARM_UP.toNanos();
        while (System.nanoTime() < end) {
            client.ask(question, "auto");
            client.flux(question);
            client.ask(question, "influxdb");
        }
    }

    /** One of the three ways to ask; returns how many bytes the answer had. */
    private interface Way {
        long ask() throws IOException, InterruptedException;
    }

    private String ask(StoresClient client, StoresQuestion question) throws IOException, InterruptedException {
        List<Way> ways = List.of(
                () -> client.ask(question, "auto"),
                () -> client.flux(question),
                () -> client.ask(question, "influxdb"));
        List<Histogram> micros = List.of(new Histogram(3), new Histogram(3), new Histogram(3));
        long end = System.nanoTime() + LONGEST.toNanos();
        for (int i = -queries / 4; i < queries && (i < 3 || System.nanoTime() < end); i++) {
            for (int way = 0; way < ways.size(); way++) {
                long begin = System.nanoTime();
                ways.get(way).ask();
                if (i >= 0) {
                    micros.get(way).recordValue((System.nanoTime() - begin) / 1_000);
                }
            }
            if (i < 0 && System.nanoTime() > end - LONGEST.toNanos() / 2) {
                i = -1; // warm enough
            }
        }
        double flux = millis(micros.get(1), 50);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.2f | %.1f | %.2f |",
                question.name(),
                millis(micros.get(0), 50),
                millis(micros.get(0), 99),
                flux,
                millis(micros.get(1), 99),
                millis(micros.get(0), 50) / flux,
                millis(micros.get(2), 50),
                millis(micros.get(2), 50) / flux);
    }

    private static double millis(Histogram micros, double percentile) {
        return micros.getValueAtPercentile(percentile) / 1e3;
    }

    private String rate(Way way) throws IOException, InterruptedException {
        way.ask();
        long begin = System.nanoTime();
        way.ask();
        return String.format(Locale.ROOT, "%,d", Math.round(values / ((System.nanoTime() - begin) / 1e9)));
    }
}
