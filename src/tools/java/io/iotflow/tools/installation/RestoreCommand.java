package io.iotflow.tools.installation;

import io.iotflow.tools.backup.Restore;
import io.iotflow.tools.quickstart.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Restores a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description =
                "Makes the data folder of a backup. There must be no data in it yet, and IoTFlow must not run on it.")
final class RestoreCommand implements Callable<Integer> {

    @Mixin
    private Data data;

    @Parameters(paramLabel = "FILE", description = "the file that backup has made")
    private Path file;

    @Override
    public Integer call() {
        Path source = Iotflow.named(file);
        if (!Files.isReadable(source)) {
            throw new StartException(source + " is not there, or not readable for this user.");
        }
        Path folder = data.folder();
        String taken = new Restore(folder).from(source);
        System.out.println("Restored " + folder + " from the backup of " + taken
                + ". bin/iotflow start starts it. What was set in conf/iotflow.env is not in a backup.");
        return 0;
    }
}
