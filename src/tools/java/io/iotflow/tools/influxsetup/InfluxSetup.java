package io.iotflow.tools.influxsetup;

import io.iotflow.device.ApiKey;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** The command {@code ./influx-setup}: ends with 0 when InfluxDB is prepared, 1 when not, 2 for a wrong option. */
@Command(
        name = "./influx-setup",
        mixinStandardHelpOptions = true,
        version = "IoTFlow influx-setup",
        sortOptions = false,
        description = "Prepares an InfluxDB 2 for IoTFlow: sets it up when it is new, else finds or makes organisation,"
                + " bucket and a token for this bucket alone, and writes them into .env. Run it as often as you like:"
                + " it changes only what is not so yet.",
        footer = {
            "",
            "What is not given is taken from the environment, then from the .env file. Where InfluxDB is new, its first"
                    + " user gets the password INFLUXDB_ADMIN_PASSWORD, or a random one; that and its token, which may"
                    + " do everything, are kept in the .env file as INFLUXDB_ADMIN_* for the next run. The application"
                    + " needs only INFLUXDB_TOKEN: do not hand it the others."
        })
public final class InfluxSetup implements Callable<Integer> {

    @Mixin
    private SetUpOptions options;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    InfluxSetup(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.out, System.err, arguments));
    }

    /** Runs the command and gives its exit code. */
    static int run(Map<String, String> environment, PrintStream out, PrintStream err, String... arguments) {
        CommandLine commandLine = new CommandLine(new InfluxSetup(environment, out, err));
        commandLine.setParameterExceptionHandler((ParameterException mistake, String[] given) -> {
            err.println("influx-setup: " + mistake.getMessage() + ". See ./influx-setup --help");
            return 2;
        });
        return commandLine.execute(arguments);
    }

    @Override
    public Integer call() {
        try {
            EnvFile file = EnvFile.read(options.envFile);
            prepare(new Choices(options, environment, file), file);
            return 0;
        } catch (SetUpException e) {
            out.flush();
            err.println();
            err.println("influx-setup: " + e.getMessage());
            return 1;
        }
    }

    private void prepare(Choices choices, EnvFile file) {
        Report report = new Report(out);
        choices.check();
        InfluxServer server = new InfluxServer(choices.url());
        String version = server.awaitReady(Duration.ofSeconds(options.waitSeconds), report::note);
        report.found("InfluxDB " + version + " at " + server.url());
        String adminToken = server.isNew() ? setUp(server, choices, file, report) : adminToken(server, choices);
        new Preparation(server, adminToken, choices, report).run(file, options.sample);
        boolean opened = file.isOpenToOthers();
        if (file.isChanged() || opened) {
            file.save();
        }
        if (file.isSaved()) {
            report.changed(file.file() + " written" + (opened ? ", readable by its owner alone now" : ""));
        } else {
            report.found(file.file() + ", up to date");
        }
        out.println(report.changes() == 0 ? "Nothing had to be changed." : report.changes() + " changes made.");
    }

    private String setUp(InfluxServer server, Choices choices, EnvFile file, Report report) {
        String password = choices.password().orElseGet(ApiKey::generate);
        FirstUser user = new FirstUser(choices.username(), password);
        String token = server.setUp(
                user,
                choices.org(),
                choices.bucket(),
                choices.retention().orElse(Retention.FOREVER),
                choices.adminToken());
        file.put("INFLUXDB_ADMIN_USERNAME", user.name());
        file.put("INFLUXDB_ADMIN_PASSWORD", user.password());
        file.put("INFLUXDB_ADMIN_TOKEN", token);
        file.save(); // nobody tells this token again
        report.changed("InfluxDB set up: user " + user.name() + ", organisation " + choices.org() + ", bucket "
                + choices.bucket() + "; password and admin token are in " + file.file());
        return token;
    }

    private static String adminToken(InfluxServer server, Choices choices) {
        return choices.adminToken()
                .orElseThrow(() -> new SetUpException("InfluxDB at " + server.url()
                        + " has been set up before, so an operator or all-access token of it is needed:"
                        + " INFLUXDB_ADMIN_TOKEN in the environment or in .env, or --admin-token."));
    }
}
