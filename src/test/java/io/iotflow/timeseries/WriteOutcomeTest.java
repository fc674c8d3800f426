package io.iotflow.timeseries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.influxdb.exceptions.InfluxException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import retrofit2.Response;

class WriteOutcomeTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "400, BISECT",
        "413, BISECT",
        "422, BISECT",
        "401, HOLD",
        "403, HOLD",
        "404, HOLD",
        "408, RETRY",
        "429, RETRY",
        "500, RETRY",
        "502, RETRY",
        "503, RETRY",
        "504, RETRY",
    })
    void followsFromTheStatus(int status, WriteOutcome outcome) {
        assertEquals(outcome, WriteOutcome.of(failure(status, "X-Other", "1")));
    }

    @Test
    void triesAgainWhenTheServerDoesNotAnswer() {
        assertEquals(WriteOutcome.RETRY, WriteOutcome.of(new InfluxException(new SocketTimeoutException("timeout"))));
    }

    @ParameterizedTest
    @CsvSource({
        "Retry-After, 120",
        "retry-after, 120",
        "RETRY-AFTER, 120",
        "Retry-After, 'Sat, 31 Jan 2026 12:02:00 GMT'",
    })
    void readsTheServersWish(String header, String value) {
        assertEquals(Optional.of(Duration.ofMinutes(2)), retryAfter(header, value));
    }

    @Test
    void readsAWishForAnAttemptAtOnce() {
        assertEquals(Optional.of(Duration.ZERO), retryAfter("Retry-After", "0"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "soon", "-5", "1.5", "99999999999999999999", "2026-01-31T12:02:00Z", "Sat, 99 Jan 2026"})
    void ignoresAWishThatCannotBeRead(String value) {
        assertEquals(Optional.empty(), retryAfter("Retry-After", value));
    }

    @Test
    void ignoresADateThatIsPast() {
        assertEquals(Optional.empty(), retryAfter("Retry-After", "Sat, 31 Jan 2026 11:59:59 GMT"));
    }

    @Test
    void knowsNoWishWhereTheServerNamesNone() {
        assertEquals(Optional.empty(), retryAfter("X-Other", "120"));
    }

    @Test
    void knowsNoWishWhereTheServerDoesNotAnswer() {
        InfluxException silent = new InfluxException(new SocketTimeoutException("timeout"));
        assertEquals(Optional.empty(), WriteOutcome.retryAfter(silent, NOW));
    }

    private static Optional<Duration> retryAfter(String header, String value) {
        return WriteOutcome.retryAfter(failure(503, header, value), NOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void holdsWhenARefusalIsNotInfluxdbsOwn(int status) {
        assertEquals(
                WriteOutcome.HOLD, WriteOutcome.of(failure(status, "X-Other", "1", "<html>400 Bad Request</html>")));
    }

    private static InfluxException failure(int status, String header, String value) {
        return failure(status, header, value, "{\"code\":\"invalid\",\"message\":\"refused\"}");
    }

    private static InfluxException failure(int status, String header, String value, String body) {
        okhttp3.Response raw = new okhttp3.Response.Builder()
                .request(new Request.Builder()
                        .url("http://localhost/api/v2/write")
                        .build())
                .protocol(Protocol.HTTP_1_1)
                .code(status)
                .message("refused")
                .header(header, value)
                .build();
        return new InfluxException(Response.error(ResponseBody.create(body, null), raw));
    }
}
