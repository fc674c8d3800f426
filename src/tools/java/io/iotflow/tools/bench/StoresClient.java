package io.iotflow.tools.bench;

import io.iotflow.tools.quickstart.Influxd;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the application and InfluxDB, and reads their answers to the end. */
final class StoresClient {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BenchStack stack;
    private final Influxd influx;

    StoresClient(BenchStack stack, Influxd influx) {
        this.stack = stack;
        this.influx = influx;
    }

    /** Asks the application, and returns the answer's bytes. */
    long ask(StoresQuestion question, String source) throws IOException, InterruptedException {
        return read(HttpRequest.newBuilder(stack.application().uri().resolve("/api/v1/timeseries/query"))
                .header("Content-Type", "application/json")
                .header("X-API-Key", stack.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"source\":\"" + source + "\"," + question.json().substring(1))));
    }

    /** Asks InfluxDB. */
    long flux(StoresQuestion question) throws IOException, InterruptedException {
        return read(HttpRequest.newBuilder(influx.uri().resolve("/api/v2/query?org=iotflow"))
                .header("Content-Type", "application/vnd.flux")
                .header("Accept", "application/csv")
                .header("Authorization", "Token " + influx.token())
                .POST(HttpRequest.BodyPublishers.ofString(question.flux())));
    }

    private long read(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer =
                client.send(request.timeout(Duration.ofMinutes(2)).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + ": " + new String(body.readNBytes(1_000)));
            }
            byte[] buffer = new byte[65_536];
            long bytes = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                bytes += read;
            }
            return bytes;
        }
    }
}
