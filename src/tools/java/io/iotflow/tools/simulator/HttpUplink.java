package io.iotflow.tools.simulator;

import io.iotflow.platform.task.BackOff;
import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import io.netty.channel.EventLoop;
import jakarta.json.JsonArray;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Over HTTP: one request at a time for readings; commands are asked for. */
final class HttpUplink implements Uplink {

    private static final String PATH = "/api/v1/devices/";
    private static final Set<Integer> REFUSALS = Set.of(400, 403, 409, 413, 415, 422);
    private static final Set<Integer> REFUSALS_OF_ANSWERS = Set.of(400, 403, 404, 409, 413, 415, 422);
    private static final int WINDOW = 1;
    private static final long ASK_MILLIS = 5_000;
    private static final Duration RESTART = Duration.ofSeconds(1);

    private final ApiClient api;
    private final String key;
    private final String measurement;
    private final EventLoop loop;
    private final Events events;
    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(30));
    private boolean up;
    private boolean closed;

    private HttpUplink(ApiClient api, RegisteredDevice device, String measurement, EventLoop loop, Events events) {
        this.api = api;
        this.key = device.key();
        this.measurement = measurement;
        this.loop = loop;
        this.events = events;
    }

    /** Uplinks to a server. */
    static Opening to(ApiClient api) {
        return (device, measurement, loop, events) -> {
            HttpUplink uplink = new HttpUplink(api, device, measurement, loop, events);
            uplink.comeUp();
            uplink.askLater(ThreadLocalRandom.current().nextLong(ASK_MILLIS)); // not all at once
            return uplink;
        };
    }

    private void comeUpAfter(Duration pause) {
        loop.schedule(this::comeUp, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void comeUp() {
        if (!closed && !up) {
            up = true;
            loop.execute(() -> {
                if (up) {
                    events.up();
                }
            });
        }
    }

    private void askLater(long millis) {
        loop.schedule(this::askForCommands, millis, TimeUnit.MILLISECONDS);
    }

    private void askForCommands() {
        if (closed) {
            return;
        }
        if (!up) {
            askLater(ASK_MILLIS);
            return;
        }
        api.getLater(PATH + "commands", key)
                .thenAcceptAsync(this::read, loop)
                .whenCompleteAsync((read, failure) -> askLater(ASK_MILLIS), loop); // one query at a time
    }

    private void read(ApiClient.Answer answer) {
        JsonArray commands = answer.json().containsKey("commands")
                ? answer.json().getJsonArray("commands")
                : JsonValue.EMPTY_JSON_ARRAY;
        commands.forEach(it -> events.command(it.asJsonObject()));
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public CompletableFuture<Void> deliver(Reading reading) {
        return post("telemetry", reading.upload(measurement)).thenRun(backOff::reset);
    }

    @Override
    public void garble() {
        post("telemetry", "{\"data\":");
    }

    @Override
    public void report(String status, Map<String, Object> state) {
        post("heartbeat", "{}"); // over HTTP a device is there when it is heard
    }

    @Override
    public CompletableFuture<Void> deliver(Answer answer) {
        return answer.status() == Answer.Status.in_progress // HTTP knows only ends
                ? CompletableFuture.completedFuture(null)
                : post("commands/" + answer.commandId() + "/response", answer.payload(), REFUSALS_OF_ANSWERS);
    }

    private CompletableFuture<Void> post(String path, String json) {
        return post(path, json, REFUSALS);
    }

    private CompletableFuture<Void> post(String path, String json, Set<Integer> refusals) {
        return api.postLater(PATH + path, key, json)
                .thenAcceptAsync(answer -> requireTaken(answer, refusals), loop)
                .whenCompleteAsync((taken, failure) -> noticeLoss(failure), loop);
    }

    /** A 404 comes while the server starts too, a 401 while a new key is not there yet: they pass. */
    private static void requireTaken(ApiClient.Answer answer, Set<Integer> refusals) {
        if (refusals.contains(answer.status())) {
            throw new Rejected(answer.status() + ": " + answer.detail());
        }
        if (answer.status() >= 300) {
            throw new UncheckedIOException(new IOException(answer.status() + ": " + answer.detail()));
        }
    }

    /** What is under way when it is cut fails later, and is not counted again. */
    private void noticeLoss(Throwable failure) {
        if (up && failure != null && !(Uplink.cause(failure) instanceof Rejected)) {
            up = false;
            events.down(Uplink.cause(failure));
            comeUpAfter(backOff.next());
        }
    }

    @Override
    public void cut(Duration away) {
        up = false;
        comeUpAfter(away);
    }

    @Override
    public void restart() {
        cut(RESTART);
    }

    @Override
    public CompletableFuture<Void> close() {
        closed = true;
        up = false;
        return CompletableFuture.completedFuture(null);
    }
}
