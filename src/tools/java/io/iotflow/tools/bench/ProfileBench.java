package io.iotflow.tools.bench;

import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code ./bench profile}: where the application's JVM spends its processor time under a load. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        description = "Puts a load on the application, samples its JVM with async-profiler, writes a flame graph, and"
                + " prints which methods took the largest shares.")
final class ProfileBench implements Callable<Integer> {

    private static final int SINGLES = 50;

    private enum Way {
        lines,
        json,
        http,
        mqtt
    }

    @Mixin
    private BatchOptions options;

    @Option(
            names = "--load",
            defaultValue = "lines",
            description = "${COMPLETION-CANDIDATES}; http and mqtt send one message at a time (${DEFAULT-VALUE}).")
    private Way way;

    @Option(
            names = "--output",
            defaultValue = "target/profile.html",
            description = "The flame graph (${DEFAULT-VALUE}).",
            paramLabel = "FILE")
    private Path output;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        options.check();
        String shares = BenchRun.in(options.target, this::profile);
        System.out.println(shares);
        System.out.println("The flame graph is in " + output);
        return 0;
    }

    private String profile(BenchStack stack, Path folder) throws IOException, SQLException, InterruptedException {
        stack.startWithEmbeddedBroker();
        Profiler profiler = new Profiler(stack.application().pid(), folder);
        load(stack, profiler);
        return profiler.stop(output.toAbsolutePath());
    }

    private void load(BenchStack stack, Profiler profiler) throws IOException, SQLException, InterruptedException {
        if (way == Way.lines || way == Way.json) {
            new FleetLoader(stack).addDevices(options.devices);
            BatchFigures figures = new BatchPhase(stack, options)
                    .application(BatchForm.valueOf(way.name()), profiler::start, profiler::dump);
            System.out.println(BatchFigures.HEAD + figures.row());
            return;
        }
        List<RegisteredDevice> devices = stack.register(SINGLES);
        LoadPlan plan = LoadPlan.of(devices, "bench_profile");
        try (Load load = way == Way.http
                ? HttpLoad.start(stack.application().uri(), plan)
                : MqttLoad.start(stack.mqttHost(), stack.mqttPort(), plan.withConnections(8))) {
            BatchPhase.show(way + ", warm-up", load, options.warmUp);
            profiler.start();
            BatchPhase.show(way.name(), load, options.seconds);
            profiler.dump();
        }
    }
}
