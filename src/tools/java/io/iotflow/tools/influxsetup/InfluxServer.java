package io.iotflow.tools.influxsetup;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.domain.OnboardingRequest;
import com.influxdb.exceptions.InfluxException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/** An InfluxDB 2 at an address, which may still be starting and may still be new. */
public final class InfluxServer {

    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final Duration SAY_AGAIN = Duration.ofSeconds(5);

    private final String url;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private String missing = "it was not asked yet";

    /**
     * @param url such as {@code http://localhost:8086}
     * @throws SetUpException when it is no http or https address
     */
    public InfluxServer(String url) {
        this.url = url.replaceAll("/+$", "");
        try {
            URI uri = new URI(this.url);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
                throw new SetUpException("INFLUXDB_URL must look like http://localhost:8086, is " + url);
            }
        } catch (java.net.URISyntaxException e) {
            throw new SetUpException("INFLUXDB_URL must look like http://localhost:8086, is " + url, e);
        }
    }

    String url() {
        return url;
    }

    /**
     * Waits until it is ready.
     *
     * @param say hears every few seconds what is missing
     * @return its version
     * @throws SetUpException when it is not ready in time, or is no InfluxDB 2
     */
    String awaitReady(Duration patience, Consumer<String> say) {
        Instant begin = Instant.now();
        Instant sayAt = begin.plus(LOOK_AGAIN);
        while (true) {
            Optional<String> version = version();
            if (version.isPresent()) {
                return version.get();
            }
            Instant now = Instant.now();
            if (now.isAfter(begin.plus(patience))) {
                throw new SetUpException("No InfluxDB at " + url + " after " + patience.toSeconds() + " s: " + missing
                        + ". Start it, or give its address with --url or INFLUXDB_URL.");
            }
            if (now.isAfter(sayAt)) {
                say.accept("waiting for InfluxDB at " + url + ": " + missing);
                sayAt = now.plus(SAY_AGAIN);
            }
            pause();
        }
    }

    /**
     * The server's version, once it is ready.
     *
     * @throws SetUpException when what answers there is no InfluxDB 2
     */
    public Optional<String> version() {
        HttpResponse<String> health;
        try {
            health = http.send(
                    HttpRequest.newBuilder(URI.create(url + "/health"))
                            .timeout(ANSWER)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            missing = "no answer (" + e.getClass().getSimpleName() + ")";
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetUpException("interrupted while waiting for InfluxDB", e);
        }
        if (health.statusCode() >= 500) {
            missing = "it answers " + health.statusCode();
            return Optional.empty();
        }
        JsonObject answer = json(health.body());
        String version = answer.getString("version", "").replaceFirst("^v", "");
        if (health.statusCode() != 200
                || !answer.getString("name", "").equals("influxdb")
                || version.startsWith("1.")) {
            throw new SetUpException(url + " is no InfluxDB 2: its /health answers " + health.statusCode()
                    + (version.isEmpty() ? "" : ", version " + version) + ". Correct --url or INFLUXDB_URL.");
        }
        missing = "it is not ready: " + answer.getString("message", "");
        return answer.getString("status", "").equals("pass") ? Optional.of(version) : Optional.empty();
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        } catch (JsonException noJson) {
            return JsonObject.EMPTY_JSON_OBJECT;
        }
    }

    /** Whether it has no user yet, so that {@link #setUp} may make the first. */
    public boolean isNew() {
        try (InfluxDBClient client = client("")) {
            return client.isOnboardingAllowed();
        } catch (InfluxException e) {
            throw Refusal.of(e, "asking whether it is new");
        }
    }

    /**
     * The first set-up of a new server: makes its first user, who may do everything, organisation and bucket.
     *
     * @param token of the first user; empty = InfluxDB chooses
     * @return the first user's token, which may do everything
     */
    public String setUp(FirstUser user, String org, String bucket, Retention retention, Optional<String> token) {
        try (InfluxDBClient client = client("")) {
            OnboardingRequest request = new OnboardingRequest()
                    .username(user.name())
                    .password(user.password())
                    .org(org)
                    .bucket(bucket)
                    .retentionPeriodSeconds(retention.seconds());
            token.ifPresent(request::setToken);
            return client.onBoarding(request).getAuth().getToken();
        } catch (InfluxException e) {
            throw Refusal.of(e, "setting it up");
        }
    }

    /**
     * Whether a token may write a bucket; nothing is written. InfluxDB looks at the right before it looks at the points,
     * of which there are none.
     */
    boolean mayWrite(String token, String orgId, String bucketId) {
        String query = "?org=" + orgId + "&bucket=" + bucketId + "&precision=us";
        HttpRequest write = HttpRequest.newBuilder(URI.create(url + "/api/v2/write" + query))
                .header("Authorization", "Token " + token)
                .timeout(ANSWER)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            int status =
                    http.send(write, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status < 400 || status == 400;
        } catch (IOException e) {
            throw new SetUpException("InfluxDB did not answer while trying the token: " + e + ". Run this again.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetUpException("interrupted while trying the token", e);
        }
    }

    /** A client that acts with a token. Each call has a time-out; the caller closes it. */
    InfluxDBClient client(String token) {
        OkHttpClient.Builder calls = new OkHttpClient.Builder()
                .connectTimeout(CONNECT)
                .readTimeout(ANSWER)
                .writeTimeout(ANSWER)
                .callTimeout(ANSWER.plus(CONNECT));
        InfluxDBClientOptions.Builder options =
                InfluxDBClientOptions.builder().url(url).okHttpClient(calls);
        if (!token.isEmpty()) {
            options.authenticateToken(token.toCharArray());
        }
        return InfluxDBClientFactory.create(options.build());
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SetUpException("interrupted while waiting for InfluxDB", e);
        }
    }
}
