package io.iotflow.tools.simulator;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.simulator.Receipts.Receipt;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads back, with each device's own key, what the product has of it since a time, and compares it with what was sent. The
 * broker acknowledges before the product has stored, so what is missing is looked for again for a while.
 */
final class Verification {

    private static final long PAUSE_MILLIS = 1_000;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int PAGE = 1000;
    private static final int MAX_TRIES = 120; // with their pauses two minutes

    private final ApiClient api;
    private final Instant since;
    private final long deadline;
    private final AtomicInteger compared = new AtomicInteger();

    /** @param patience how long what is missing is looked for, and a server asked that does not answer */
    Verification(ApiClient api, Instant since, Duration patience) {
        this.api = api;
        this.since = since;
        this.deadline = System.nanoTime() + patience.toNanos();
    }

    /**
     * What was found.
     *
     * @param compared acknowledged readings that were looked for
     * @param lost of them not there
     * @param duplicates rows that are not one for one reading that was sent
     * @param different there, with other values
     */
    record Result(long compared, long lost, long duplicates, long different) {

        static final Result NOTHING = new Result(0, 0, 0, 0);

        Result plus(Result other) {
            return new Result(
                    compared + other.compared,
                    lost + other.lost,
                    duplicates + other.duplicates,
                    different + other.different);
        }

        boolean isSound() {
            return compared > 0 && lost == 0 && duplicates == 0 && different == 0;
        }
    }

    /** Compares all of these devices; an {@link IOException} says why it could not. */
    Result of(List<SimulatedDevice> devices) throws IOException, InterruptedException {
        List<Callable<Result>> calls = new ArrayList<>();
        devices.forEach(device -> calls.add(() -> of(device)));
        return Calls.all(calls).stream().reduce(Result.NOTHING, Result::plus);
    }

    /** How many devices are compared until now. */
    int compared() {
        return compared.get();
    }

    /** Compares one device's, until nothing is missing or patience ends. */
    private Result of(SimulatedDevice device) throws IOException, InterruptedException {
        NavigableMap<Instant, Receipt> sent = device.receipts().all();
        if (sent.isEmpty()) {
            return Result.NOTHING;
        }
        Result result = compare(sent, read(device, sent.firstKey()));
        for (boolean again = true; result.lost() > 0 && again; ) { // once at least: reading may have taken all patience
            Thread.sleep(PAUSE_MILLIS);
            again = System.nanoTime() < deadline;
            result = compare(sent, read(device, sent.firstKey()));
        }
        compared.incrementAndGet();
        return result;
    }

    private static Result compare(Map<Instant, Receipt> sent, Stored stored) {
        long acknowledged = 0;
        long lost = 0;
        long different = 0;
        long found = 0;
        for (Map.Entry<Instant, Receipt> reading : sent.entrySet()) {
            Integer digest = stored.digests.get(reading.getKey());
            Receipt receipt = reading.getValue();
            acknowledged += receipt.isAcknowledged() ? 1 : 0;
            found += digest == null ? 0 : 1;
            lost += digest == null && receipt.isAcknowledged() ? 1 : 0;
            different += digest == null || digest == receipt.digest() ? 0 : 1;
        }
        return new Result(acknowledged, lost, stored.rows - found, different);
    }

    /** Rows, and their digests by time. */
    private static final class Stored {
        private final Map<Instant, Integer> digests = new HashMap<>();
        private long rows;
    }

    /** What is stored of a device from its first reading on; what is older than its memory is not compared. */
    private Stored read(SimulatedDevice device, Instant first) throws IOException, InterruptedException {
        String query = "/api/v1/devices/telemetry?limit=" + PAGE + "&type=" + device.measurement();
        Instant from = first.isBefore(since) ? since : first;
        Stored stored = new Stored();
        String page = query;
        while (page != null) {
            JsonObject answer = ask(page, device.identity().key());
            boolean all = addTo(stored, answer, from);
            page = all && answer.get("next_cursor") instanceof JsonString cursor
                    ? query + "&cursor=" + cursor.getString()
                    : null;
        }
        return stored;
    }

    /** Whether the whole page is young enough; they come the newest first. */
    private static boolean addTo(Stored stored, JsonObject page, Instant from) {
        for (JsonObject row : page.getJsonArray("telemetry").getValuesAs(JsonObject.class)) {
            Instant time = Instant.parse(row.getString("timestamp"));
            if (time.isBefore(from)) {
                return false;
            }
            stored.rows++;
            stored.digests.put(time, Reading.digest(row.getJsonObject("payload")));
        }
        return true;
    }

    /** Asks until it is answered: what fails while patience lasts, and what is too often as long as a limit may take. */
    private JsonObject ask(String page, String key) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            boolean hope = System.nanoTime() < deadline;
            IOException why;
            try {
                ApiClient.Answer answer = api.get(page, key);
                if (answer.status() == OK) {
                    return answer.json();
                }
                hope = answer.status() == TOO_MANY ? tries < MAX_TRIES : answer.status() >= 500 && hope;
                why = new IOException(answer.detail());
            } catch (IOException e) {
                why = e;
            }
            if (!hope) {
                throw why;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
