package io.iotflow.tools.bench;

import io.iotflow.tools.api.ApiClient;
import io.iotflow.tools.api.RegisteredDevice;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Readings that are changed by two later ones of the same time, each sent to another node than the one before as soon as that is
 * answered. InfluxDB must have the last value of each.
 */
final class ChangedPoints implements AutoCloseable {

    private static final int CREATED = 201;
    private static final int LAST = 2;
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final NodesStack stack;
    private final RegisteredDevice device;
    private final Instant begin = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);
    private final Map<AppNode, ApiClient> clients = new ConcurrentHashMap<>();
    private final Thread thread = new Thread(this::run, "changed-points");
    private volatile boolean stopping;
    private volatile int points;
    private volatile int judgedFrom;

    ChangedPoints(NodesStack stack, RegisteredDevice device) {
        this.stack = stack;
        this.device = device;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (!stopping) {
            for (int value = 0; value <= LAST; value++) {
                send(points, value);
            }
            points++;
            Threads.sleep(PAUSE);
        }
    }

    /** Until it is stored: the last value is only the last one when those before are there. */
    private void send(int point, int value) {
        String reading = "{\"type\":\"nodes_changed\",\"timestamp\":\"%s\",\"data\":{\"seq\":%d}}"
                .formatted(begin.plusSeconds(point), value);
        for (int attempt = 0; ; attempt++) {
            List<AppNode> up = stack.up();
            AppNode node = up.get((point + value + attempt) % up.size());
            try {
                if (client(node)
                                .post("/api/v1/devices/telemetry", device.key(), reading)
                                .status()
                        == CREATED) {
                    return;
                }
            } catch (IOException e) {
                // another node is asked
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            Threads.sleep(PAUSE);
        }
    }

    private ApiClient client(AppNode node) {
        return clients.computeIfAbsent(node, it -> new ApiClient(it.uri()));
    }

    /** What was changed until now is not judged: a version from before ADR 44 wrote to InfluxDB, too. */
    void judgeFromNow() {
        judgedFrom = points + 1;
    }

    /** When nothing waits for InfluxDB any more. */
    void report(NodesReport report) throws IOException, InterruptedException {
        long before = 0;
        long wrong = 0;
        long found = 0;
        String source = "nobody";
        String path = "/api/v1/influxdb/device/" + device.deviceId() + "/data?measurement=nodes_changed&start=-2d";
        for (String cursor = ""; cursor != null; ) {
            JsonObject page = client(stack.up().get(0))
                    .get(path + cursor, stack.adminKey())
                    .json();
            List<JsonObject> values = page.getJsonArray("data_points").getValuesAs(JsonObject.class);
            found += values.size();
            for (JsonObject value : values) {
                boolean isJudged = !Instant.parse(value.getString("time")).isBefore(begin.plusSeconds(judgedFrom));
                if (value.getInt("value") != LAST) {
                    wrong += isJudged ? 1 : 0;
                    before += isJudged ? 0 : 1;
                }
            }
            source = page.getString("source");
            cursor = page.isNull("next_cursor") ? null : "&cursor=" + page.getString("next_cursor");
        }
        report.row(
                "changed points",
                "%d, each changed twice at another node; %d in %s, %d with a former value%s"
                        .formatted(
                                points,
                                found,
                                source,
                                wrong,
                                judgedFrom == 0
                                        ? ""
                                        : ", and " + before + " of the " + judgedFrom + " before all nodes were new"));
        if (wrong > 0 || found != points) {
            report.wrong("a point does not have its last value");
        }
    }

    /** Sends no more; what is begun is sent to its last value. */
    void stop() {
        stopping = true;
        Threads.join(thread);
    }

    @Override
    public void close() {
        stopping = true;
    }
}
