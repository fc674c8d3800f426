package io.iotflow.timeseries;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.iotflow.platform.json.Json;
import io.iotflow.platform.json.MalformedJson;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Asks InfluxDB how it is, with a short time-out of its own: who wants to know whether it hangs must not hang with it.
 * Anybody may ask, so there is one question at a time, and its answer is good for a moment.
 */
@Singleton
class InfluxProbe implements AutoCloseable {

    /** The longest that a question takes, from the look-up of the name to the last byte. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration GOOD_FOR = Duration.ofSeconds(2);
    private static final long LONGEST_ANSWER = 65_536;

    private final Optional<Request> question;
    private final OkHttpClient http;
    private final LoadingCache<InfluxProbe, StoreHealth> known =
            Caffeine.newBuilder().expireAfterWrite(GOOD_FOR).build(InfluxProbe::ask);

    @Inject
    InfluxProbe(InfluxSettings settings) {
        question = settings.url.map(it -> new Request.Builder()
                .url(it.replaceFirst("/+$", "") + "/health")
                .build());
        http = new OkHttpClient.Builder()
                .callTimeout(PATIENCE)
                .connectTimeout(PATIENCE)
                .readTimeout(PATIENCE)
                .retryOnConnectionFailure(false)
                .build();
    }

    /** How InfluxDB was within the last moment; never fails. */
    StoreHealth health() {
        return known.get(this);
    }

    /** Whether something answers there now, whatever it says. */
    boolean isReachable() {
        return !ask().equals(StoreHealth.unreachable());
    }

    private StoreHealth ask() {
        try (Response answer = http.newCall(question.orElseThrow()).execute()) {
            return read(answer);
        } catch (IOException e) {
            return StoreHealth.unreachable();
        }
    }

    /** GET /health of InfluxDB 2: 200 or 503, and a JSON object that says which and why. */
    private static StoreHealth read(Response answer) throws IOException {
        byte[] body = answer.peekBody(LONGEST_ANSWER).bytes();
        try {
            if (Json.read(body) instanceof JsonObject health) {
                return StoreHealth.of(
                        health.getString("status", "fail"),
                        health.getString("message", null),
                        health.getString("version", null));
            }
        } catch (MalformedJson e) {
            // not InfluxDB's, as the caller is told
        }
        return StoreHealth.of("fail", "HTTP " + answer.code() + " without InfluxDB's health", null);
    }

    @PreDestroy
    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }
}
