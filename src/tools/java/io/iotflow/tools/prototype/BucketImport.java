package io.iotflow.tools.prototype;

import io.iotflow.tools.api.ApiClient.Answer;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes the points of the former bucket over, piece of time by piece of time, and goes on where it stopped. */
final class BucketImport {

    private static final String TABLE = "influxdb";
    private static final Duration FIRST_PIECE = Duration.ofDays(1);
    private static final Duration LONGEST_PIECE = Duration.ofDays(64);

    /** How many values are in memory at once. */
    private static final int MOST = 100_000;

    private static final int FEW = MOST / 4;
    private static final int AT_ONCE = 500;

    private final FormerBucket bucket;
    private final Server server;
    private final ImportReport report;
    private final ImportState state;
    private final boolean dryRun;
    private final Map<String, Boolean> known = new HashMap<>();
    private final Map<String, Long> ofUnknown = new TreeMap<>();
    private long taken;
    private long incomplete;
    private long leftOut;

    /** @param devices the ids of the devices that are here, or will be after a dry run */
    BucketImport(
            FormerBucket bucket,
            Server server,
            ImportReport report,
            ImportState state,
            boolean dryRun,
            Set<String> devices) {
        this.bucket = bucket;
        this.server = server;
        this.report = report;
        this.state = state;
        this.dryRun = dryRun;
        devices.forEach(it -> known.put(it, true));
    }

    void run(PrintStream out) throws InterruptedException {
        Instant end = Instant.now();
        Optional<Instant> first = bucket.first(end);
        Optional<Instant> last = bucket.last(end);
        if (first.isPresent()) {
            Instant begin =
                    state.bucketUntil().filter(it -> it.isAfter(first.get())).orElse(first.get());
            read(begin, last.orElse(end).plusMillis(1));
        }
        ofUnknown.forEach((device, count) -> {
            leftOut += count;
            report.leftOut(TABLE, "*", device, count + " points: there is no device of this id");
        });
        out.println("Points: " + taken + (dryRun ? " could be taken, " : " sent now and committed, ") + incomplete
                + " of them without some members, " + leftOut + " left out");
    }

    private void read(Instant begin, Instant end) throws InterruptedException {
        Instant from = begin;
        Duration piece = FIRST_PIECE;
        while (from.isBefore(end)) {
            Instant to = from.plus(piece).isBefore(end) ? from.plus(piece) : end;
            // What has more than that in a millisecond is read all the same.
            boolean isShortest = piece.toMillis() <= 1;
            Optional<List<FormerPoint>> points = bucket.points(from, to, isShortest ? Integer.MAX_VALUE : MOST);
            if (points.isEmpty()) {
                piece = piece.dividedBy(2);
                continue;
            }
            take(points.get());
            if (!dryRun) {
                state.bucketDone(to);
            }
            from = to;
            piece = points.get().size() < FEW && piece.compareTo(LONGEST_PIECE) < 0 ? piece.multipliedBy(2) : piece;
        }
    }

    private void take(List<FormerPoint> points) throws InterruptedException {
        List<FormerPoint> ofKnown = new java.util.ArrayList<>();
        for (FormerPoint point : points) {
            String device = point.key().device();
            if (isKnown(device)) {
                ofKnown.add(point);
            } else {
                ofUnknown.merge(device, 1L, Long::sum);
            }
        }
        for (int i = 0; i < ofKnown.size(); i += AT_ONCE) {
            send(ofKnown.subList(i, Math.min(i + AT_ONCE, ofKnown.size())));
        }
    }

    private boolean isKnown(String device) throws InterruptedException {
        Boolean answer = known.get(device);
        if (answer == null) {
            answer = !device.isEmpty() && server.hasDevice(device);
            known.put(device, answer);
        }
        return answer;
    }

    private void send(List<FormerPoint> points) throws InterruptedException {
        JsonArrayBuilder messages = jakarta.json.Json.createArrayBuilder();
        points.forEach(it -> messages.add(it.request()));
        Answer answer = server.store(messages.build());
        if (answer.status() != 200) {
            throw new ImportFailure("the server does not take points: " + answer.detail());
        }
        List<JsonObject> violations = answer.json().getJsonArray("violations").getValuesAs(JsonObject.class);
        for (JsonObject violation : violations) {
            Place place = Place.of(violation);
            FormerPoint.Key key = points.get(place.index()).key();
            leftOut++;
            report.leftOut(TABLE, key.row(), key.device(), place.reason());
        }
        taken += points.size() - violations.size();
        Place.leftOut(answer).forEach((index, members) -> {
            FormerPoint.Key key = points.get(index).key();
            incomplete++;
            report.changed(TABLE, key.row(), key.device(), "without " + members);
        });
    }
}
