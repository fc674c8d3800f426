package io.iotflow.tools.installation;

import io.iotflow.tools.backup.Backup;
import io.iotflow.tools.quickstart.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a backup. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description =
                "Writes the data folder into one file, with its keys, while IoTFlow runs or not. MQTT waits for some"
                        + " seconds meanwhile; HTTP and the database go on.")
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private Data data;

    @Parameters(
            paramLabel = "FILE",
            description = "the file to make, such as iotflow.backup.tar.gz; it has secrets in it")
    private Path file;

    @Override
    public Integer call() {
        Path target = Iotflow.named(file);
        if (!Files.isDirectory(target.getParent())) {
            throw new StartException("There is no folder " + target.getParent() + ".");
        }
        Backup.Result result = new Backup(data.folder(), Iotflow.here().version()).to(target);
        System.out.printf(
                Locale.ROOT,
                "Made %s: %,d files, %.1f MB; MQTT waited %.1f s. It has the keys in it: keep it to yourself.%n",
                target,
                result.files(),
                result.bytes() / 1e6,
                result.brokerHeld().toMillis() / 1e3);
        if (!result.hasDatabase()) {
            System.out.println("The database is elsewhere and NOT in it: back it up with PostgreSQL's own programs"
                    + " (src/docs/operations.md, Backup).");
        }
        return 0;
    }
}
