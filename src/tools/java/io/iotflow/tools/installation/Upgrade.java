package io.iotflow.tools.installation;

import io.iotflow.tools.backup.Restore;
import io.iotflow.tools.quickstart.EmbeddedDatabase;
import io.iotflow.tools.quickstart.FolderLock;
import io.iotflow.tools.quickstart.Installation;
import io.iotflow.tools.quickstart.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes over the data and the settings of the version before. */
@Command(
        name = "upgrade",
        mixinStandardHelpOptions = true,
        description =
                "Takes over data and settings from the folder of the version before, which must be stopped and stays as"
                        + " it is: the way back is to start it again. The next start brings the database's schema up to date.")
final class Upgrade implements Callable<Integer> {

    @Parameters(paramLabel = "FOLDER", description = "the folder of the version before")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        Installation before = new Installation(Iotflow.named(folder));
        Installation here = Iotflow.here();
        check(before, here);
        Map<String, String> settings = Settings.read(before.folder().resolve(Settings.FILE), Map.of());
        boolean isOutside = Path.of(settings.getOrDefault("IOTFLOW_DATA", "")).isAbsolute();
        Path from =
                isOutside ? Data.of(settings) : before.folder().resolve(settings.getOrDefault("IOTFLOW_DATA", "data"));
        Path to = here.folder().resolve("data");
        EmbeddedDatabase.requireOurVersion(from.resolve("postgresql").resolve("cluster"));
        if (isOutside) {
            FolderLock.holder(from).ifPresent(Upgrade::refuseRunning);
        } else {
            takeOver(from, to);
        }
        Path conf = before.folder().resolve(Settings.FILE);
        if (Files.exists(conf)) {
            Files.copy(
                    conf,
                    here.folder().resolve(Settings.FILE),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.COPY_ATTRIBUTES);
        }
        System.out.println("Taken over from " + before.version() + " by " + here.version() + ": settings, and data in "
                + (isOutside ? from + ", where it stays" : to) + ". bin/iotflow start starts it."
                + " Back: stop it, and start " + before.folder() + " again.");
        return 0;
    }

    private static void check(Installation before, Installation here) {
        if (!before.isRelease()) {
            throw new StartException(before.folder() + " is no release of IoTFlow: it has no lib/iotflow.war.");
        }
        if (before.folder().equals(here.folder())) {
            throw new StartException("That is this folder. Unpack the new version into another folder, and run its"
                    + " bin/iotflow upgrade " + here.folder());
        }
        if (Versions.compare(before.version(), here.version()) > 0) {
            throw new StartException(before.folder() + " has version " + before.version() + ", which is newer than "
                    + here.version() + " here.");
        }
    }

    private static void takeOver(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            throw new StartException("There is no data in " + from + ".");
        }
        FolderLock.holder(from).ifPresent(Upgrade::refuseRunning);
        Restore.requireEmpty(to);
        FolderLock lock = FolderLock.take(from);
        try {
            new FolderCopy(from, to).make();
        } finally {
            lock.close();
        }
    }

    private static void refuseRunning(long pid) {
        throw new StartException("It still runs there, as process " + pid + ". Stop it with its bin/iotflow stop, and"
                + " run this again.");
    }
}
