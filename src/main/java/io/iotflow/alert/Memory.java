package io.iotflow.alert;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** What a rule remembers of a device. Not for several threads. */
final class Memory {

    /** So many readings of a window are remembered; of more the newest. */
    static final int MOST_SAMPLES = 1_000;

    /** Up to which position of the log all is judged; messages up to there are not judged again. Not part of {@link #text}. */
    long position;
    /** Whether the alert is open. */
    boolean isOpen;
    /** The alert that is open or was last; 0 for none. */
    long alert;
    /** Since when the condition is met; null where it is not. */
    Instant since;
    /** When the alert opens unless something else comes; null for never. */
    Instant due;
    /** When a damped alert clears unless something else comes; null for never. */
    Instant clearDue;
    /** When the last alert was cleared; null for never. */
    Instant clearedAt;
    /** How often it was open again soon after it was cleared. */
    int reopened;
    /** The last value; null for none. */
    JsonValue last;
    /** What it was compared with; null for nothing. */
    String threshold;
    /** The last value's time. */
    Instant lastAt;
    /** Of a window, or of the last readings. */
    final Deque<Sample> samples = new ArrayDeque<>();

    /** A value at a time. */
    record Sample(Instant at, double value) {}

    /** Remembers a value, and forgets what is too old or too much. */
    void add(Instant at, double value, Instant oldest, int most) {
        samples.add(new Sample(at, value));
        while (samples.size() > most || !samples.peek().at().isAfter(oldest)) {
            samples.poll();
        }
    }

    /** Whether there is nothing to remember at this time. */
    boolean isPlain(Instant at, long dampSeconds) {
        return !isOpen
                && since == null
                && due == null
                && last == null
                && samples.isEmpty()
                && (clearedAt == null || clearedAt.plusSeconds(dampSeconds).isBefore(at));
    }

    /** When the clock changes something; null for never. */
    Instant next() {
        if (!isOpen) {
            return due;
        }
        return clearDue != null && due != null && due.isBefore(clearDue) ? due : clearDue;
    }

    String text() {
        JsonObjectBuilder json = Json.createObjectBuilder();
        if (isOpen) {
            json.add("open", true);
        }
        add(json, "since", since);
        add(json, "due", due);
        add(json, "clear_due", clearDue);
        add(json, "cleared_at", clearedAt);
        add(json, "last_at", lastAt);
        if (alert > 0) {
            json.add("alert", alert);
        }
        if (reopened > 0) {
            json.add("reopened", reopened);
        }
        if (last != null) {
            json.add("last", last);
        }
        if (threshold != null) {
            json.add("threshold", threshold);
        }
        if (!samples.isEmpty()) {
            JsonArrayBuilder all = Json.createArrayBuilder();
            samples.forEach(it -> all.add(micros(it.at())).add(Json.createValue(BigDecimal.valueOf(it.value()))));
            json.add("samples", all);
        }
        return Json.text(json.build());
    }

    static Memory of(String text) {
        JsonObject json = Json.readObject(text);
        Memory memory = new Memory();
        memory.isOpen = json.getBoolean("open", false);
        memory.alert = json.containsKey("alert") ? json.getJsonNumber("alert").longValueExact() : 0;
        memory.since = instant(json, "since");
        memory.due = instant(json, "due");
        memory.clearDue = instant(json, "clear_due");
        memory.clearedAt = instant(json, "cleared_at");
        memory.lastAt = instant(json, "last_at");
        memory.reopened = json.getInt("reopened", 0);
        memory.last = json.get("last");
        memory.threshold = json.getString("threshold", null);
        JsonArray samples = json.getJsonArray("samples");
        Iterator<JsonValue> each = samples == null ? JsonValue.EMPTY_JSON_ARRAY.iterator() : samples.iterator();
        while (each.hasNext()) {
            Instant at = instant(((JsonNumber) each.next()).longValue());
            memory.samples.add(new Sample(at, ((JsonNumber) each.next()).doubleValue()));
        }
        return memory;
    }

    private static void add(JsonObjectBuilder json, String name, Instant time) {
        if (time != null) {
            json.add(name, micros(time));
        }
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static Instant instant(JsonObject json, String name) {
        JsonNumber micros = json.getJsonNumber(name);
        return micros == null ? null : instant(micros.longValueExact());
    }
}
