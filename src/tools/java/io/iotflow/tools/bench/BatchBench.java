package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code ./bench batch}: many messages in one request, and the same lines to InfluxDB itself. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description =
                "Sends line protocol (5,000 lines a request) and JSON batches (1,000 points a request) as fast as the"
                        + " application takes them, and the same lines to InfluxDB 2 itself where there is one.")
final class BatchBench implements Callable<Integer> {

    @Mixin
    private BatchOptions options;

    @Option(names = "--only", description = "Only this form: ${COMPLETION-CANDIDATES}.")
    private BatchForm only;

    @Option(
            names = "--influxdb",
            description = "The program influxd of InfluxDB 2 (default: the one on the PATH).",
            paramLabel = "FILE")
    private Path influxdb;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check();
        String loadAverage = Machine.loadAverage();
        List<BatchFigures> measured = BenchRun.in(options.target, this::measure);
        System.out.println(report(measured, loadAverage));
        return measured.stream().allMatch(BatchFigures::isSound) ? 0 : 1;
    }

    private List<BatchFigures> measure(BenchStack stack, Path folder) throws SQLException {
        List<BatchFigures> measured = new ArrayList<>();
        stack.startWithEmbeddedBroker();
        new FleetLoader(stack).addDevices(options.devices);
        BatchPhase phase = new BatchPhase(stack, options);
        for (BatchForm form : BatchForm.values()) {
            if (only == null || only == form) {
                measured.add(phase.application(form));
            }
        }
        Optional<Path> program = Optional.ofNullable(influxdb).or(Influxd::onPath);
        if (only == BatchForm.json || program.isEmpty()) {
            System.err.println("skipped: InfluxDB's own write, because "
                    + (program.isEmpty() ? "InfluxDB 2's influxd is not on the PATH" : "it takes no JSON"));
            return measured;
        }
        try (Influxd influx = Influxd.start(program.get(), folder.resolve("influxdb"))) {
            measured.add(phase.influx(influx));
        }
        return measured;
    }

    private String report(List<BatchFigures> measured, String loadAverage) {
        StringBuilder report = new StringBuilder(BatchFigures.HEAD);
        measured.forEach(it -> report.append(it.row()));
        BatchFigures first = measured.get(0);
        BatchFigures last = measured.get(measured.size() - 1);
        if (last.postgresCpu() == 0) {
            report.append(String.format(
                    Locale.ROOT,
                    "%n- %s: %.2f of InfluxDB's own rate%n",
                    first.name(),
                    first.perSecond() / last.perSecond()));
        }
        return report.append(String.format(
                        Locale.ROOT,
                        "%n- %d connections, %d devices, %d s measured after %d s of the same load%n- %s%n"
                                + "- load average before: %s%n",
                        options.connections,
                        options.devices,
                        options.seconds,
                        options.warmUp,
                        Machine.processor(),
                        loadAverage))
                .toString();
    }
}
