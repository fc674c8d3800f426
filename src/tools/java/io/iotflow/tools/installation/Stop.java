package io.iotflow.tools.installation;

import io.iotflow.tools.quickstart.FolderLock;
import io.iotflow.tools.quickstart.StartException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops what runs on the data folder, and waits for its end. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = "Stops IoTFlow, and returns when everything has stopped. The data stays.")
final class Stop implements Callable<Integer> {

    private static final int PATIENCE_SECONDS = 120;

    @Mixin
    private Data data;

    @Override
    public Integer call() throws InterruptedException {
        Path folder = data.folder();
        Optional<ProcessHandle> process = FolderLock.holder(folder).flatMap(ProcessHandle::of);
        if (process.isEmpty()) {
            System.out.println("IoTFlow does not run on " + folder + ".");
            return 0;
        }
        stop(process.get());
        System.out.println("IoTFlow has stopped; its data is in " + folder);
        return 0;
    }

    private static void stop(ProcessHandle process) throws InterruptedException {
        if (!process.destroy()) {
            throw new StartException("Process " + process.pid() + " could not be told to stop. Run this as its user.");
        }
        try {
            process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new StartException(
                    "Process " + process.pid() + " has not stopped within " + PATIENCE_SECONDS
                            + " s. To end it at once: kill -9 " + process.pid()
                            + "; nothing acknowledged is lost by that.",
                    e);
        }
    }
}
