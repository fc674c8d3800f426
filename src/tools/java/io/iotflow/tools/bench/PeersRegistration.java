package io.iotflow.tools.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How quickly devices are registered, over one connection. */
final class PeersRegistration {

    static final int BULK = 10_000;

    private static final int WARM_UP = 200;
    private static final int SINGLES = 1_000;

    private final BenchStack stack;

    PeersRegistration(BenchStack stack) {
        this.stack = stack;
    }

    /** Devices a second, one in each request. */
    double singlesPerSecond() throws IOException, InterruptedException {
        stack.register("warm-up", WARM_UP);
        long begin = System.nanoTime();
        stack.register("single", SINGLES);
        return SINGLES / ((System.nanoTime() - begin) / 1e9);
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
