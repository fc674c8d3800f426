package io.iotflow.telemetry.ingest;

import io.iotflow.platform.json.Json;
import io.iotflow.quarantine.Reason;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A pack of SenML records (RFC 8428): those of one time are one reading, whose fields are the records' names. The base name
 * is part of a field's name only where a pack has several. A unit is kept with the original.
 */
final class SenMl {

    private static final Set<String> VALUES = Set.of("v", "vs", "vb", "vd", "s");
    private static final Set<String> BASES = Set.of("bn", "bt", "bu", "bv", "bs", "bver");

    /** A time below it is relative to now (RFC 8428 section 4.5.3). */
    private static final BigDecimal ABSOLUTE = BigDecimal.valueOf(1L << 28);

    private static final int MAX_SCALE = 20;
    private static final BigDecimal MAX_TIME = new BigDecimal("1e12");

    private final Instant now;
    private final boolean hasSeveralBases;
    private final Map<BigDecimal, Records> byTime = new LinkedHashMap<>();
    private String baseName = "";
    private BigDecimal baseTime = BigDecimal.ZERO;
    private BigDecimal baseValue = BigDecimal.ZERO;
    private BigDecimal baseSum = BigDecimal.ZERO;

    private SenMl(Instant now, boolean hasSeveralBases) {
        this.now = now;
        this.hasSeveralBases = hasSeveralBases;
    }

    /** What the records of one time say, and how they came. */
    private record Records(JsonObjectBuilder fields, Set<String> names, JsonArrayBuilder original) {

        Records() {
            this(Json.createObjectBuilder(), new HashSet<>(), Json.createArrayBuilder());
        }

        void add(String name, String fullName, JsonValue value) {
            String free = names.contains(name) ? fullName : name;
            if (names.add(free)) {
                fields.add(free, value);
            }
        }
    }

    static boolean isPack(JsonArray array) {
        return !array.isEmpty()
                && array.get(0) instanceof JsonObject first
                && (first.keySet().stream().anyMatch(BASES::contains)
                        || first.get("n") instanceof JsonString
                                && first.keySet().stream().anyMatch(VALUES::contains));
    }

    static void read(JsonArray pack, Instant now, List<Reading> readings, Consumer<Refused> refuse) {
        boolean several = pack.stream()
                        .filter(it -> it instanceof JsonObject record && record.containsKey("bn"))
                        .map(it -> it.asJsonObject().get("bn"))
                        .distinct()
                        .count()
                > 1;
        SenMl senMl = new SenMl(now, several);
        for (JsonValue record : pack) {
            try {
                senMl.add(record);
            } catch (Refused e) {
                refuse.accept(e);
            }
        }
        senMl.byTime.forEach((time, records) -> readings.add(Reading.point(
                null,
                records.fields.build(),
                JsonValue.EMPTY_JSON_OBJECT,
                time.signum() == 0 ? null : Json.createValue(time),
                records.original.build())));
    }

    private void add(JsonValue json) throws Refused {
        if (!(json instanceof JsonObject record)) {
            throw new Refused(Reason.WRONG_TYPE, "payload", "must be an array of SenML records");
        }
        setBases(record);
        String name = name(record);
        String full = baseName + text(record, "n");
        BigDecimal time = time(record);
        boolean hasValue = record.keySet().stream().anyMatch(VALUES::contains);
        if (!hasValue) {
            return; // it has only said the bases of those behind it
        }
        Records records = byTime.computeIfAbsent(time, it -> new Records());
        records.original.add(record);
        for (String member : List.of("v", "vs", "vb", "vd")) {
            JsonValue value = record.get(member);
            if (value != null) {
                records.add(name, full, value instanceof JsonNumber number ? sum(number, baseValue) : value);
            }
        }
        if (record.get("s") instanceof JsonNumber sum) {
            records.add(name + "_sum", full + "_sum", sum(sum, baseSum));
        }
    }

    private void setBases(JsonObject record) throws Refused {
        baseName = record.containsKey("bn") ? text(record, "bn") : baseName;
        baseTime = record.containsKey("bt") ? bounded(record, "bt") : baseTime;
        baseValue = record.get("bv") instanceof JsonNumber number ? number.bigDecimalValue() : baseValue;
        baseSum = record.get("bs") instanceof JsonNumber number ? number.bigDecimalValue() : baseSum;
    }

    private String name(JsonObject record) {
        String own = text(record, "n");
        return own.isEmpty() || hasSeveralBases ? named(baseName + own) : own;
    }

    private static String named(String name) {
        String trimmed = name.replaceAll("[:/._-]+$", "");
        return trimmed.isEmpty() ? "value" : trimmed;
    }

    private static String text(JsonObject record, String member) {
        return record.get(member) instanceof JsonString text ? text.getString() : "";
    }

    /** Seconds since 1970; zero where no record says a time. */
    private BigDecimal time(JsonObject record) throws Refused {
        BigDecimal time = record.containsKey("t") ? baseTime.add(bounded(record, "t")) : baseTime;
        if (time.signum() == 0 || time.compareTo(ABSOLUTE) >= 0) {
            return time.stripTrailingZeros();
        }
        return BigDecimal.valueOf(now.getEpochSecond())
                .add(BigDecimal.valueOf(now.getNano(), 9))
                .add(time);
    }

    /** Bounded before any arithmetic. */
    private static BigDecimal bounded(JsonObject record, String member) throws Refused {
        if (record.get(member) instanceof JsonNumber number) {
            BigDecimal time = number.bigDecimalValue();
            if (time.abs().compareTo(MAX_TIME) <= 0 && time.scale() <= MAX_SCALE) {
                return time;
            }
        }
        throw new Refused(Reason.BAD_TIMESTAMP, member, "must be a number of seconds");
    }

    /** As it came where there is no base, or where the two are no number together. */
    private static JsonValue sum(JsonNumber number, BigDecimal base) {
        double sum = number.doubleValue() + base.doubleValue();
        return base.signum() == 0 || !Double.isFinite(sum)
                ? number
                : Json.createValue(new BigDecimal(Double.toString(sum)));
    }
}
