package io.iotflow.tools.installation;

import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The data folder that a command is about. */
final class Data {

    @Mixin
    private Settings settings;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the data folder (IOTFLOW_DATA, else the folder data of this installation)")
    private Path folder;

    Path folder() {
        return folder != null ? Iotflow.named(folder) : of(settings.read());
    }

    /** Where the settings say it is. */
    static Path of(Map<String, String> settings) {
        String given = settings.getOrDefault("IOTFLOW_DATA", "");
        return Path.of(given.isBlank() ? "data" : given.strip())
                .toAbsolutePath()
                .normalize();
    }
}
