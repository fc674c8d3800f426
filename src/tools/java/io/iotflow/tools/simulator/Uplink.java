package io.iotflow.tools.simulator;

import io.iotflow.tools.api.RegisteredDevice;
import io.netty.channel.EventLoop;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A device's way to the server. It lives on the device's event loop, and connects again by itself. */
interface Uplink {

    /** Opens the way for a device: it is told there what happens. */
    interface Opening {
        Uplink open(RegisteredDevice device, String measurement, EventLoop loop, Events events);
    }

    /** What the device is told, on its event loop. */
    interface Events {
        /** The server hears, and commands come. */
        void up();

        void down(Throwable why);

        void command(JsonObject command);
    }

    /** What made a delivery fail. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    boolean isUp();

    /** How many readings may be under way at once. */
    int window();

    /** Completed when it is acknowledged; fails with {@link Rejected} when it never will be, else it is to be sent again. */
    CompletableFuture<Void> deliver(Reading reading);

    /** Sends what is no message at all. */
    void garble();

    /** Says that the device is there and how it is. */
    void report(String status, Map<String, Object> state);

    CompletableFuture<Void> deliver(Answer answer);

    /** Loses the connection without good-bye, for so long. */
    void cut(Duration away);

    /** Says good-bye and comes back. */
    void restart();

    /** Says good-bye; completed when the connection is closed. */
    CompletableFuture<Void> close();
}
