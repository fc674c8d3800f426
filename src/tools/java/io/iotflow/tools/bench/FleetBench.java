package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import io.iotflow.tools.bench.FleetQueries.Answered;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./bench fleet}: how operators' queries are answered when there are many devices and messages. */
@Command(
        name = "fleet",
        mixinStandardHelpOptions = true,
        description =
                "Loads many devices (into PostgreSQL) and messages (over HTTP, in batches), then asks what operators"
                        + " and devices ask, and prints how long the answers took.")
final class FleetBench implements Callable<Integer> {

    @Option(names = "--devices", defaultValue = "100000", description = "Devices (${DEFAULT-VALUE}).")
    private int devices;

    @Option(names = "--messages", defaultValue = "1000000", description = "Messages (${DEFAULT-VALUE}).")
    private int messages;

    @Option(
            names = {"--queries", "--questions"},
            defaultValue = "200",
            description = "How often each query is sent (${DEFAULT-VALUE}).")
    private int queries;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    private Path target;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        String report = BenchRun.in(target, (stack, folder) -> run(stack));
        System.out.println(report);
        return 0;
    }

    private String run(BenchStack stack) throws IOException, SQLException, InterruptedException {
        stack.startWithEmbeddedBroker();
        RegisteredDevice known = stack.register(1).get(0);
        FleetLoader loader = new FleetLoader(stack);
        Instant begin = Instant.now();
        loader.addDevices(devices - 1);
        loader.send(messages, known.deviceId());
        loader.stopSome();
        loader.groupAndRefuseSome();
        Duration loading = Duration.between(begin, Instant.now());
        System.err.println("loaded in " + loading.toSeconds() + " s; asking ...");
        FleetQueries asked = new FleetQueries(stack.application().uri(), stack.adminKey(), known);
        List<Answered> answered = asked.ask(queries);
        StringBuilder report = new StringBuilder("| query | p50 ms | p95 ms | max ms |\n|---|---:|---:|---:|\n");
        answered.forEach(it -> report.append(it.row()).append('\n'));
        report.append(asked.askInOrders(queries, devices));
        return report.append("\n%,d devices, %,d messages, %d times each, one after the other%n"
                        .formatted(devices, messages, queries))
                .toString();
    }
}
