package io.iotflow.tools.simulator;

import io.iotflow.tools.api.ApiClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Reads back, with each device's own key, what the product has of it since a time, and compares it with what was
 * acknowledged. The broker acknowledges before the product has stored, so what is missing is looked for again for a while.
 */
final class Verification {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 500;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int PAGE = 1000;

    private final ApiClient api;
    private final Instant since;
    private final Duration patience;

    Verification(ApiClient api, Instant since) {
        this(api, since, PATIENCE);
    }

    /** @param patience how long what is missing is looked for */
    Verification(ApiClient api, Instant since, Duration patience) {
        this.api = api;
        this.since = since;
        this.patience = patience;
    }

    /**
     * What was found.
     *
     * @param compared acknowledged readings that were looked for
     * @param lost not there
     * @param duplicates rows beyond one for each time
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
            return lost == 0 && duplicates == 0 && different == 0;
        }
    }

    /** Compares all of these devices. */
    Result of(List<SimulatedDevice> devices) throws IOException, InterruptedException {
        List<Callable<Result>> calls = new ArrayList<>();
        devices.forEach(device -> calls.add(() -> of(device)));
        return Calls.all(calls).stream().reduce(Result.NOTHING, Result::plus);
    }

    /** Compares one device's, until nothing is missing or patience ends. */
    private Result of(SimulatedDevice device) throws IOException, InterruptedException {
        Map<Instant, Integer> acknowledged = device.receipts().digests();
        long end = System.nanoTime() + patience.toNanos();
        Result result = compare(acknowledged, read(device));
        while (result.lost() > 0 && System.nanoTime() < end) {
            Thread.sleep(PAUSE_MILLIS);
            result = compare(acknowledged, read(device));
        }
        return result;
    }

    private static Result compare(Map<Instant, Integer> acknowledged, Stored stored) {
        long lost = 0;
        long different = 0;
        for (Map.Entry<Instant, Integer> reading : acknowledged.entrySet()) {
            Integer digest = stored.digests.get(reading.getKey());
            lost += digest == null ? 1 : 0;
            different += digest == null || digest.equals(reading.getValue()) ? 0 : 1;
        }
        return new Result(acknowledged.size(), lost, stored.rows - stored.digests.size(), different);
    }

    /** Rows, and their digests by time. */
    private static final class Stored {
        private final Map<Instant, Integer> digests = new HashMap<>();
        private long rows;
    }

    private Stored read(SimulatedDevice device) throws IOException, InterruptedException {
        String first = "/api/v1/devices/telemetry?limit=" + PAGE + "&type=" + device.measurement();
        Stored stored = new Stored();
        String page = first;
        while (page != null) {
            JsonObject answer = ask(page, device.identity().key());
            boolean all = addTo(stored, answer);
            page = all && answer.get("next_cursor") instanceof JsonString cursor
                    ? first + "&cursor=" + cursor.getString()
                    : null;
        }
        return stored;
    }

    /** Whether the whole page is young enough; they come the newest first. */
    private boolean addTo(Stored stored, JsonObject page) {
        for (JsonObject row : page.getJsonArray("telemetry").getValuesAs(JsonObject.class)) {
            Instant time = Instant.parse(row.getString("timestamp"));
            if (time.isBefore(since)) {
                return false;
            }
            stored.rows++;
            stored.digests.put(time, Reading.digest(row.getJsonObject("payload")));
        }
        return true;
    }

    private JsonObject ask(String page, String key) throws IOException, InterruptedException {
        ApiClient.Answer answer = api.get(page, key);
        while (answer.status() == TOO_MANY) { // a device may ask so many questions a minute
            Thread.sleep(PAUSE_MILLIS);
            answer = api.get(page, key);
        }
        if (answer.status() != OK) {
            throw new IOException("what is stored cannot be read: " + answer.detail());
        }
        return answer.json();
    }
}
