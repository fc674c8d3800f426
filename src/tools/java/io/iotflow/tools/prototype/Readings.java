package io.iotflow.tools.prototype;

import io.iotflow.platform.json.Json;
import io.iotflow.tools.api.ApiClient.Answer;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;

/** Sends readings in batches, and reports each that is not taken. */
final class Readings {

    /** Far below the server's limits of 10,000 messages and 1 MiB. */
    private static final int MAX = 1000;

    private static final int MAX_CHARACTERS = 256 * 1024;
    private static final String TABLE = "telemetry_data";

    private final Server server;
    private final ImportReport report;
    private final Set<Long> refusedDevices;
    private final LongConsumer done;
    private final Instant started = Instant.now();
    private final List<FormerReading> rows = new ArrayList<>();
    private final List<JsonObject> messages = new ArrayList<>();
    private final Map<Long, Long> ofRefused = new HashMap<>();
    private int characters;
    private long lastRow;
    private long taken;
    private long leftOut;
    private long incomplete;

    /** @param done is told of the last row of each batch that the server has committed */
    Readings(Server server, ImportReport report, Set<Long> refusedDevices, LongConsumer done) {
        this.server = server;
        this.report = report;
        this.refusedDevices = refusedDevices;
        this.done = done;
    }

    void add(FormerReading reading) throws InterruptedException {
        if (refusedDevices.contains(reading.device())) {
            ofRefused.merge(reading.device(), 1L, Long::sum);
            leftOut++;
        } else {
            try {
                JsonObject message = reading.request(started);
                reading.change(started).ifPresent(it -> report.changed(TABLE, reading.id(), reading.device(), it));
                rows.add(reading);
                messages.add(message);
                characters += Json.text(message).length();
            } catch (FormerReading.Unreadable e) {
                leaveOut(reading, e.getMessage());
            }
        }
        lastRow = reading.id();
        if (messages.size() >= MAX || characters >= MAX_CHARACTERS) {
            flush();
        }
    }

    /** After the last one: sends the rest, and reports how many each refused device has. */
    void finish() throws InterruptedException {
        flush();
        ofRefused.forEach((device, count) -> report.leftOut(
                TABLE, "*", device, count + " readings: their device was refused; they come when it is taken"));
    }

    long taken() {
        return taken;
    }

    long leftOut() {
        return leftOut;
    }

    /** How many of those that are taken have not all their members. */
    long incomplete() {
        return incomplete;
    }

    private void flush() throws InterruptedException {
        send(rows, messages);
        rows.clear();
        messages.clear();
        characters = 0;
        done.accept(lastRow);
    }

    private void send(List<FormerReading> part, List<JsonObject> bodies) throws InterruptedException {
        if (part.isEmpty()) {
            return;
        }
        JsonArrayBuilder all = jakarta.json.Json.createArrayBuilder();
        bodies.forEach(all::add);
        Answer answer = server.store(all.build());
        if (answer.status() == 200) {
            account(part, answer);
        } else if (part.size() == 1) {
            leaveOut(part.get(0), answer.detail());
        } else { // one of them is what the server cannot take: found by halving
            int half = part.size() / 2;
            send(part.subList(0, half), bodies.subList(0, half));
            send(part.subList(half, part.size()), bodies.subList(half, part.size()));
        }
    }

    private void account(List<FormerReading> part, Answer answer) {
        List<JsonObject> violations = answer.json().getJsonArray("violations").getValuesAs(JsonObject.class);
        for (JsonObject violation : violations) {
            Place place = Place.of(violation);
            leaveOut(part.get(place.index()), place.reason());
        }
        taken += part.size() - violations.size();
        Map<Integer, String> members = Place.leftOut(answer);
        incomplete += members.size();
        members.forEach((index, names) ->
                report.changed(TABLE, part.get(index).id(), part.get(index).device(), "without " + names));
    }

    private void leaveOut(FormerReading reading, String reason) {
        leftOut++;
        report.leftOut(TABLE, reading.id(), reading.device(), reason);
    }
}
