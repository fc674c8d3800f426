package io.iotflow.timeseries;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Collects the first data points behind a position, at most so many and of about so much memory, from points that come in
 * any order: what comes later than a full page is dropped.
 */
final class Page {

    /** Bytes of one page, unless a single point has more. */
    static final int MAX_WEIGHT = 8 * 1024 * 1024;

    private final PriorityQueue<DataPoint> latestFirst = new PriorityQueue<>(DataPoint.ORDER.reversed());
    private final Position after;
    private final int max;
    private DataPoint firstDropped;
    private boolean cut;
    private long weight;
    private long seen;

    Page(Position after, int max) {
        this.after = after;
        this.max = max;
    }

    void add(DataPoint point) {
        seen++;
        if (!after.isBefore(point) || firstDropped != null && DataPoint.ORDER.compare(firstDropped, point) < 0) {
            return;
        }
        latestFirst.add(point);
        weight += point.weight();
        while (latestFirst.size() > max || weight > MAX_WEIGHT && latestFirst.size() > 1) {
            firstDropped = latestFirst.poll();
            weight -= firstDropped.weight();
            cut = true;
        }
    }

    /** Says that more follows what was added, which nobody added. */
    void cut() {
        cut = true;
    }

    /** Whether more follows these points. */
    boolean isCut() {
        return cut;
    }

    /** Whether nothing of what came is wanted. */
    boolean isEmpty() {
        return latestFirst.isEmpty();
    }

    /** How many came, also those that were dropped. */
    long seen() {
        return seen;
    }

    /** How many are wanted at most. */
    int max() {
        return max;
    }

    Position after() {
        return after;
    }

    /** The points in {@link DataPoint#ORDER}. */
    List<DataPoint> points() {
        List<DataPoint> points = new ArrayList<>(latestFirst);
        points.sort(DataPoint.ORDER);
        return points;
    }
}
