package io.iotflow.tools.prototype;

import io.iotflow.tools.api.AdminKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./import-prototype}. Ends with 0 when it came to the end, whatever the report has; else with 1. */
@Command(
        name = "./import-prototype",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Moves devices, keys and readings of the Python prototype (its PostgreSQL tables devices and"
                + " telemetry_data) to a running IoTFlow. Can be stopped and run again: it goes on where it stopped. What"
                + " cannot be taken is listed in a report, with the reason.")
public final class ImportPrototype implements Callable<Integer> {

    @Option(
            names = "--from",
            required = true,
            paramLabel = "URL",
            defaultValue = "${env:PROTOTYPE_DATABASE_URL}",
            description =
                    "the prototype's database: postgresql://user:password@host:5432/name, or a JDBC URL; from"
                            + " PROTOTYPE_DATABASE_URL when it is not given here, where other users of this machine would see it")
    private String from;

    @Option(
            names = "--to",
            paramLabel = "URL",
            defaultValue = "http://localhost:5000",
            description = "the running IoTFlow (${DEFAULT-VALUE})")
    private URI to;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            defaultValue = "data/admin-api-key",
            description =
                    "a file with an admin's key (${DEFAULT-VALUE}); IOTFLOW_ADMIN_API_KEY in the environment wins")
    private Path keyFile;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            defaultValue = "import-prototype-report",
            description = "where the reports are, and how far it has come (${DEFAULT-VALUE})")
    private Path folder;

    @Option(
            names = "--mosquitto-passwords",
            paramLabel = "FILE",
            description =
                    "the password file of the prototype's Mosquitto: each account becomes a device of that id, which"
                            + " keeps its MQTT password")
    private Path passwords;

    @ArgGroup(exclusive = false, heading = "")
    private FormerInflux influx = new FormerInflux();

    @Option(names = "--dry-run", description = "checks everything and writes the report; stores nothing")
    private boolean dryRun;

    @Option(
            names = "--again",
            description = "begins with the first reading again: after rows of the prototype were fixed. It does no harm"
                    + " to those that are here")
    private boolean again;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new ImportPrototype()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            run();
            return 0;
        } catch (ImportFailure | IllegalStateException e) {
            System.err.println("IoTFlow import: " + e.getMessage());
        } catch (SQLException e) {
            System.err.println("IoTFlow import: the prototype's database: " + e.getMessage());
        } catch (IOException | java.io.UncheckedIOException e) {
            System.err.println("IoTFlow import: " + e);
        }
        return 1;
    }

    private void run() throws IOException, SQLException, InterruptedException {
        Files.createDirectories(folder);
        ImportState state = ImportState.of(folder, to.toString());
        if (again || dryRun) {
            state.forget();
        }
        String name = (dryRun ? "dry-run-" : "report-")
                + LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS")) + ".csv";
        try (PrototypeDatabase database = PrototypeDatabase.open(from);
                ImportReport report = new ImportReport(folder.resolve(name))) {
            Server server = new Server(to, AdminKey.of(keyFile), dryRun);
            Import rows = new Import(database, server, report, state, dryRun, System.out);
            rows.run();
            Set<String> devices = new HashSet<>(rows.taken());
            if (passwords != null) {
                devices.addAll(
                        new BrokerAccounts(server, report, dryRun, System.out).take(PasswordFile.read(passwords)));
            }
            if (influx.url != null) {
                new BucketImport(influx.bucket(), server, report, state, dryRun, devices).run(System.out);
            }
            System.out.println(
                    report.lines() == 0
                            ? "Nothing was left out or changed."
                            : report.lines() + " lines on what was left out or changed: " + report.file());
        }
        if (dryRun) {
            System.out.println("This was a dry run: nothing is stored.");
        }
    }
}
