package io.iotflow.tools.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How quickly devices are registered, over one connection. */
final class PeersRegistration {

    static final int BULK = 10_000;

    private static final int WARM_UP = 200;
    private static final int SINGLES = 1_000;
    private static final Duration LATER = Duration.ofSeconds(60);

    private final BenchStack stack;

    PeersRegistration(BenchStack stack) {
        this.stack = stack;
    }

    /** Devices in one request each: soon after the start, and when their load has gone on for a minute. */
    void singles(PeersTable table) throws IOException, SQLException, InterruptedException {
        RegistrationLoad load = new RegistrationLoad(stack);
        load.run(WARM_UP);
        rows(table, "registration over one connection", load.run(SINGLES));
        load.run(LATER);
        rows(table, "registration after a minute of it", load.run(SINGLES));
    }

    private static void rows(PeersTable table, String work, RegistrationFigures figures) {
        table.row(work + ", devices/s", figures.perSecond());
        table.row(work + ", application, µs of a core for one", figures.micros().application());
        table.row(work + ", PostgreSQL, µs", figures.micros().postgres());
    }

    /** Seconds for {@link #BULK} devices in one request. */
    double bulkSeconds() throws IOException, InterruptedException {
        String csv = IntStream.range(0, BULK)
                .mapToObj(it -> "Bulk " + it + ",bench,hall " + it % 100)
                .collect(Collectors.joining("\n", "name,device_type,location\n", "\n"));
        HttpRequest request = HttpRequest.newBuilder(stack.application().uri().resolve("/api/v1/devices/register/csv"))
                .timeout(Duration.ofMinutes(10))
                .header("Content-Type", "text/csv")
                .header("X-API-Key", stack.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString(csv))
                .build();
        long begin = System.nanoTime();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("bulk registration was answered with " + answer.statusCode() + ": " + answer.body());
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
