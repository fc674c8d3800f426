package io.iotflow.tools.installation;

import io.iotflow.tools.quickstart.Installation;
import io.iotflow.tools.quickstart.StartException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of {@code bin/iotflow}. */
@Command(
        name = "bin/iotflow",
        mixinStandardHelpOptions = true,
        versionProvider = Iotflow.Version.class,
        description = "Runs IoTFlow from this folder: PostgreSQL, an MQTT broker and the application.",
        subcommands = {
            Start.class,
            Status.class,
            Stop.class,
            BackupCommand.class,
            RestoreCommand.class,
            Upgrade.class,
            CertificateCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Settings are in conf/iotflow.env; see src/docs/configuration.md and src/docs/operations.md."})
public final class Iotflow implements Runnable {

    /** The version of the folder that the command runs in. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"IoTFlow " + here().version()};
        }
    }

    @Spec
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Iotflow());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setParameterExceptionHandler((mistake, given) -> {
            fail(mistake.getMessage() + ". See "
                    + mistake.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return 2;
        });
        commandLine.setExecutionExceptionHandler((failure, command, given) -> {
            fail(failure instanceof StartException ? failure.getMessage() : failure.toString());
            return 1;
        });
        return commandLine;
    }

    private static void fail(String text) {
        System.err.println("IoTFlow: " + text);
    }

    /** The folder of this command. */
    static Installation here() {
        return new Installation(Path.of("").toAbsolutePath());
    }

    /** A file that was named on the command line, which the script leaves to come here. */
    static Path named(Path file) {
        String caller = System.getenv().getOrDefault("CALLER_FOLDER", "");
        return Path.of(caller).resolve(file).toAbsolutePath().normalize();
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "Say what to do: start, status, stop, backup, restore, upgrade or certificate");
    }
}
