package io.iotflow.notify;

import io.iotflow.platform.json.Json;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Sends a test through a channel while its caller waits, beside what is delivered. */
@Singleton
class ChannelTrial {

    private static final int AT_ONCE = 4;

    private final Sender sender;
    private final Semaphore free = new Semaphore(AT_ONCE);

    @Inject
    ChannelTrial(Sender sender) {
        this.sender = sender;
    }

    /** What happened: whether it arrived, HTTP's status, how long it took, and the error. 503 while too many are tried. */
    JsonObject of(StoredChannel channel) {
        if (!free.tryAcquire()) {
            throw Problem.unavailable("Too many channels are tried at once. Try again.", Duration.ofSeconds(5), null);
        }
        long start = System.nanoTime();
        try {
            Optional<Integer> status =
                    sender.send(channel, SampleMessage.of(channel.definition().name()));
            return result(true, status, start).add("error", JsonValue.NULL).build();
        } catch (SendFailed e) {
            return result(false, e.httpStatus(), start)
                    .add("error", e.getMessage())
                    .build();
        } finally {
            free.release();
        }
    }

    private static JsonObjectBuilder result(boolean isDelivered, Optional<Integer> status, long start) {
        JsonObjectBuilder result = Json.createObjectBuilder().add("delivered", isDelivered);
        status.ifPresentOrElse(it -> result.add("http_status", it), () -> result.add("http_status", JsonValue.NULL));
        return result.add(
                "milliseconds", Duration.ofNanos(System.nanoTime() - start).toMillis());
    }
}
