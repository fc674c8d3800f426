package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks against a real server. */
class HttpSenderTest {

    private static final Message MESSAGE = TestNotify.message(2, Notice.Event.OPENED);

    private final Receiver receiver = new Receiver();
    private final TestNotify notify = new TestNotify(Map.of());

    @AfterEach
    void close() {
        receiver.close();
        notify.http.close();
    }

    private String webhook(String url, String more) {
        return "{\"name\":\"ops\",\"type\":\"webhook\",\"url\":\"" + url + "\"" + more + "}";
    }

    private SendFailed failure(String channel) {
        return assertThrows(SendFailed.class, () -> notify.send(channel, MESSAGE));
    }

    @Test
    void postsTheDocumentedBodyWithItsIdAndSignature() throws SendFailed {
        Optional<Integer> status = notify.send(
                webhook(
                        receiver.url("/hook?token=abc"),
                        ",\"secret\":\"shared secret\",\"headers\":{\"Authorization\":\"Bearer xyz\"}"),
                MESSAGE);

        Receiver.Call call = receiver.calls().get(0);
        JsonObject body = Json.readObject(call.body());
        assertEquals(Optional.of(204), status);
        assertEquals("/hook?token=abc", call.path());
        assertEquals("application/json", call.header("Content-Type"));
        assertEquals("Bearer xyz", call.header("Authorization"));
        assertEquals(MESSAGE.id().toString(), call.header("X-IoTFlow-Notification"));
        assertEquals(MESSAGE.id().toString(), call.header("Idempotency-Key"));
        assertEquals(MESSAGE.id().toString(), body.getString("id"));
        assertEquals("2 devices: offline opened (major)", body.getString("title"));
        assertEquals("device-2", body.getJsonArray("notices").getJsonObject(1).getString("device_id"));
        String signature = call.header("X-IoTFlow-Signature");
        Instant at = Instant.ofEpochSecond(Long.parseLong(signature.substring(2, signature.indexOf(','))));
        assertEquals(Signature.of("shared secret", at, call.body().getBytes(StandardCharsets.UTF_8)), signature);
        assertTrue(Duration.between(at, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0);
    }

    @Test
    void postsAnOperatorsOwnTemplate() throws SendFailed {
        notify.send(
                webhook(
                        receiver.url("/"),
                        ",\"content_type\":\"text/plain\",\"template\":\"{{severity}} {{device_id}} of {{count}}\""),
                MESSAGE);

        assertEquals("major device-1 of 2", receiver.calls().get(0).body());
        assertTrue(receiver.calls().get(0).header("Content-Type").startsWith("text/plain"));
    }

    @Test
    void tellsWhatIsWrongWithTheMessageFromWhatIsWrongWithTheChannel() {
        receiver.answer = "no such field";
        receiver.status = 422;
        assertEquals(
                SendFailed.Kind.REFUSED, failure(webhook(receiver.url("/"), "")).kind());
        receiver.status = 500;
        SendFailed failure = failure(webhook(receiver.url("/"), ""));

        assertEquals(SendFailed.Kind.AWAY, failure.kind());
        assertEquals("HTTP 500: no such field", failure.getMessage());
        assertEquals(Optional.of(500), failure.httpStatus());
    }

    @Test
    void heedsRetryAfter() {
        receiver.status = 429;
        receiver.headers = Map.of("Retry-After", "120");

        assertEquals(
                Optional.of(Duration.ofSeconds(120)),
                failure(webhook(receiver.url("/"), "")).retryAfter());
    }

    @Test
    void followsNoRedirect() {
        receiver.status = 302;
        receiver.headers = Map.of("Location", receiver.url("/elsewhere"));

        assertEquals(
                "HTTP 302 (a redirect, which is not followed)",
                failure(webhook(receiver.url("/"), "")).getMessage());
        assertEquals(1, receiver.calls().size());
    }

    @Test
    void givesUpAServerThatHangs() {
        receiver.hangs = true;

        assertEquals(
                "the server did not answer in time",
                failure(webhook(receiver.url("/"), "")).getMessage());
    }

    @Test
    void repeatsNoSecretThatTheServerEchoes() {
        receiver.status = 500;
        receiver.answer = "bad /hook?token=abcd with Bearer wxyz, wxyz, token abcd and shared secret";
        String channel = webhook(
                receiver.url("/hook?token=abcd"),
                ",\"secret\":\"shared secret\",\"headers\":{\"Authorization\":\"Bearer wxyz\"}");

        assertEquals(
                "HTTP 500: bad *** with ***, ***, *** *** and ***",
                failure(channel).getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "127.0.0.1", "2130706433", "0x7f.1", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]"})
    void reachesNoPrivateAddressHoweverItIsWritten(String host) throws SendFailed {
        TestNotify strict = new TestNotify(Map.of("iotflow.notify.allowed.networks", ""));
        Parts channel = new Parts(
                Json.createObjectBuilder().build(),
                Json.createObjectBuilder()
                        .add("url", "http://" + host + ":" + receiver.port() + "/")
                        .build());

        SendFailed failure =
                assertThrows(SendFailed.class, () -> strict.kinds.get("slack").send(channel, MESSAGE));

        assertFalse(failure.getMessage().isEmpty());
        assertEquals(0, receiver.calls().size());
        strict.http.close();
    }

    @Test
    void saysWhyAnAddressIsNotReached() {
        TestNotify strict = new TestNotify(Map.of("iotflow.notify.allowed.networks", ""));
        Parts channel = new Parts(
                Json.createObjectBuilder().build(),
                Json.createObjectBuilder().add("url", receiver.url("/")).build());

        assertEquals(
                "the server cannot be reached: its address is private, local or reserved; IOTFLOW_NOTIFY_ALLOWED_NETWORKS"
                        + " can allow it",
                assertThrows(SendFailed.class, () -> strict.kinds.get("slack").send(channel, MESSAGE))
                        .getMessage());
        strict.http.close();
    }
}
