package io.iotflow.tools.installation;

import io.iotflow.tools.quickstart.BackgroundStart;
import io.iotflow.tools.quickstart.FolderLock;
import io.iotflow.tools.quickstart.Launch;
import io.iotflow.tools.quickstart.RunningMark;
import io.iotflow.tools.quickstart.StartException;
import io.iotflow.tools.quickstart.StartOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Starts IoTFlow in the background, and returns when it is ready.")
final class Start implements Callable<Integer> {

    @Mixin
    private StartOptions options;

    @Mixin
    private Settings settings;

    @Option(
            names = "--foreground",
            description = "stay, until a signal stops it; for systemd and containers. Nothing secret is printed")
    private boolean foreground;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, String> given = settings.read();
        if (foreground) {
            return Launch.ofService(options, given).run();
        }
        Path data = options.data(given);
        FolderLock.holder(data).ifPresent(pid -> {
            throw new StartException(
                    "It runs already, as process " + pid + " on " + data + ". bin/iotflow stop stops it.");
        });
        System.out.println("Starting IoTFlow, usually 20 to 60 s ...");
        Path log = data.resolve("logs").resolve("iotflow.log");
        RunningMark running = BackgroundStart.run(command(), data, log);
        System.out.println(running.text());
        System.out.println(
                "\nIt goes on in the background (process " + running.pid() + "). bin/iotflow stop stops it.");
        return 0;
    }

    /** The same command once more. */
    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of("bin", "iotflow").toAbsolutePath().toString());
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        command.add("--foreground");
        return command;
    }
}
