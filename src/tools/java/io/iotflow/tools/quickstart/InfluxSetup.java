package io.iotflow.tools.quickstart;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first set-up of an InfluxDB 2 (/api/v2/setup), which makes its user, organisation, bucket and token. */
final class InfluxSetup {

    private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"v?([^\"]*)\"");
    private static final String REQUEST = """
            {"username":"iotflow","password":"%s","org":"%s","bucket":"%s","token":"%s","retentionPeriodSeconds":0}""";

    private final URI uri;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    InfluxSetup(URI uri) {
        this.uri = uri;
    }

    /** The server's version once it is ready. */
    Optional<String> version() {
        try {
            HttpResponse<String> health = send(HttpRequest.newBuilder(uri.resolve("/health")));
            Matcher version = VERSION.matcher(health.body());
            return health.statusCode() == 200 && health.body().contains("\"pass\"")
                    ? Optional.of(version.find() ? version.group(1) : "2")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The token of this server: kept from its set-up, or made by setting it up now. */
    String tokenOf(Path folder, String org, String bucket) {
        Path tokenFile = folder.resolve("token");
        try {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(uri.resolve("/api/v2/setup")));
            boolean isNew = answer.body().replace(" ", "").contains("\"allowed\":true");
            if (!isNew && !Files.exists(tokenFile)) {
                throw new StartException("InfluxDB's data is in " + folder + ", but its token is missing. Restore "
                        + tokenFile + ", or remove the folder to begin anew.");
            }
            String token = Secret.readOrCreate(tokenFile);
            if (isNew) {
                setUp(Secret.readOrCreate(folder.resolve("password")), token, org, bucket);
            }
            return token;
        } catch (IOException e) {
            throw new StartException("InfluxDB could not be set up: " + e, e);
        }
    }

    private void setUp(String password, String token, String org, String bucket) throws IOException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(uri.resolve("/api/v2/setup"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(REQUEST.formatted(password, org, bucket, token))));
        if (answer.statusCode() != 201) {
            throw new StartException("InfluxDB refused its set-up (" + answer.statusCode() + "): " + answer.body());
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
