package io.iotflow.tools.installation;

import io.iotflow.tools.influxsetup.EnvFile;
import io.iotflow.tools.quickstart.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where the settings come from: a file, and before it the environment. */
final class Settings {

    static final Path FILE = Path.of("conf", "iotflow.env");

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "the settings (conf/iotflow.env); the environment goes before it")
    private Path file;

    Map<String, String> read() {
        if (file != null && !Files.exists(Iotflow.named(file))) {
            throw new StartException("There is no settings file " + Iotflow.named(file) + ".");
        }
        return read(file == null ? FILE.toAbsolutePath() : Iotflow.named(file), System.getenv());
    }

    /** The file's settings with those of the environment above them; a file that is not there has none. */
    static Map<String, String> read(Path file, Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        if (Files.exists(file)) {
            if (!Files.isReadable(file)) {
                throw new StartException(
                        "The settings file " + file
                                + " is not readable for this user. Run this as its owner, or name another file with --settings.");
            }
            EnvFile content = EnvFile.read(file);
            if (content.isOpenToOthers()) {
                throw new StartException("The settings file " + file + " may have secrets, and others can read it."
                        + " Keep it to its owner: chmod 600 " + file);
            }
            settings.putAll(content.values());
        }
        settings.putAll(environment);
        return settings;
    }
}
