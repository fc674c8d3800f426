package io.iotflow.tools.bench;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code ./bench offline}: all devices fall silent at once, and come back at once. */
@Command(
        name = "offline",
        mixinStandardHelpOptions = true,
        description =
                "Lets all devices send once, fall silent, and send again; prints how long it took until each had its"
                        + " alert, and until it was cleared, and in how many messages a webhook was told.")
final class OfflineBench implements Callable<Integer> {

    private static final BatchForm FORM = BatchForm.lines;
    private static final Duration SILENT = Duration.ofSeconds(15);
    private static final int CREATED = 201;
    private static final int ATTEMPTS = 10;

    @Option(names = "--devices", defaultValue = "10000", description = "Devices (${DEFAULT-VALUE}).")
    private int devices;

    @Option(names = "--target", hidden = true, defaultValue = "target")
    private Path target;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        String loadAverage = Machine.loadAverage();
        String report = BenchRun.in(target, (stack, folder) -> measure(stack));
        System.out.print(report);
        System.out.printf(
                Locale.ROOT,
                "%n- %,d devices, which are offline after %d s%n- %s%n- load average before: %s%n",
                devices,
                SILENT.toSeconds(),
                Machine.processor(),
                loadAverage);
        return 0;
    }

    private String measure(BenchStack stack) throws IOException, SQLException, InterruptedException {
        stack.startWithEmbeddedBroker(Map.of("IOTFLOW_NOTIFY_ALLOWED_NETWORKS", "127.0.0.0/8"));
        new FleetLoader(stack).addDevices(devices);
        StringBuilder report = new StringBuilder("| | all written, s | all told, s | messages | notices | events |\n"
                + "|---|---:|---:|---:|---:|---:|\n");
        try (NoticeReceiver receiver = new NoticeReceiver();
                AlertTables alerts = new AlertTables(stack.database())) {
            send(stack, 0); // so that the next one takes a moment
            declare(stack, receiver.uri());
            report.append(row("opened", receiver, alerts, devices, () -> {
                send(stack, 1);
                Threads.sleep(SILENT);
            }));
            report.append(row("cleared", receiver, alerts, 0, () -> send(stack, 2)));
        }
        return report.toString();
    }

    /** What devices do, or do not. */
    private interface Happening {
        void happens() throws IOException, InterruptedException;
    }

    /** Times from the moment at which the last device is due; counts from before that. */
    private String row(String name, NoticeReceiver receiver, AlertTables alerts, long open, Happening happening)
            throws SQLException, IOException, InterruptedException {
        long events = alerts.events();
        int messages = receiver.messages();
        long notices = receiver.notices();
        happening.happens();
        double written = AlertTables.await(() -> alerts.open() == open);
        double told = written + AlertTables.await(() -> receiver.notices() - notices >= devices);
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %d | %,d | %,d |%n",
                name,
                written,
                told,
                receiver.messages() - messages,
                receiver.notices() - notices,
                alerts.events() - events);
    }

    private static void declare(BenchStack stack, URI receiver) throws IOException, InterruptedException {
        ApiClient api = new ApiClient(stack.application().uri());
        String channel = "{\"name\":\"bench\",\"type\":\"webhook\",\"url\":\"" + receiver + "\"}";
        String rule = "{\"name\":\"offline\",\"severity\":\"major\",\"condition\":\"offline\",\"after\":\"" + SILENT
                + "\",\"channels\":[\"bench\"]}";
        expect(
                CREATED,
                api.post("/api/v1/admin/notification-channels", stack.adminKey(), channel)
                        .status());
        expect(
                CREATED,
                api.post("/api/v1/admin/alert-rules", stack.adminKey(), rule).status());
    }

    /** One message of each device. */
    private void send(BenchStack stack, int number) throws IOException {
        URI server = stack.application().uri();
        List<RegisteredDevice> all = IntStream.rangeClosed(1, devices)
                .mapToObj(it -> new RegisteredDevice("fleet-" + it, ""))
                .toList();
        BatchBody body = new BatchBody(FORM, all, Instant.now().minus(Duration.ofHours(1)), Duration.ofMinutes(1));
        String head = BatchLoad.head(server, FORM, "X-API-Key: " + stack.adminKey());
        try (HttpConnection http = new HttpConnection(server.getHost(), server.getPort())) {
            for (int first = 0; first < devices; first += FORM.messages) {
                int[] numbers = new int[Math.min(FORM.messages, devices - first)];
                Arrays.fill(numbers, number);
                send(http, body.request(head, first, numbers));
            }
        }
    }

    /** Once more where the answer does not come: a point that is there already stays one. */
    private static void send(HttpConnection http, byte[] request) throws IOException {
        for (int attempt = 1; true; attempt++) {
            try {
                expect(FORM.stored, http.exchange(request));
                return;
            } catch (SocketTimeoutException e) {
                http.close();
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static void expect(int wanted, int status) throws IOException {
        if (status != wanted) {
            throw new IOException("answered with " + status + " instead of " + wanted);
        }
    }
}
