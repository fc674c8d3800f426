package io.iotflow.timeseries;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;

/**
 * Times as they are answered, with the offset that the zone has then. Neighbours mostly share their minute, and the series of an
 * answer mostly have the same windows: the newest minutes are remembered.
 */
final class ZonedText {

    private static final int MINUTE = 60;
    private static final int KNOWN = 2_000;
    private static final int SECONDS_AT = "2026-01-31T12:00:".length();

    private final ZoneId zone;
    private final Map<Long, Minute> known = new HashMap<>();
    private long last = Long.MIN_VALUE;
    private Minute minute;

    ZonedText(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * What the texts of a minute have alike.
     *
     * @param isEven whether it has one offset, of whole minutes
     */
    private record Minute(boolean isEven, String before, String behind) {}

    String of(Instant time) {
        long second = time.getEpochSecond();
        if (Math.floorDiv(second, MINUTE) != last) {
            begin(Math.floorDiv(second, MINUTE));
        }
        if (!minute.isEven) {
            return format(time);
        }
        int ofMinute = (int) Math.floorMod(second, (long) MINUTE);
        StringBuilder text = new StringBuilder(40).append(minute.before);
        text.append((char) ('0' + ofMinute / 10)).append((char) ('0' + ofMinute % 10));
        fraction(text, time.getNano());
        return text.append(minute.behind).toString();
    }

    private void begin(long next) {
        last = next;
        minute = known.get(next);
        if (minute == null) {
            if (known.size() == KNOWN) {
                known.clear();
            }
            minute = read(next);
            known.put(next, minute);
        }
    }

    private Minute read(long next) {
        Instant begin = Instant.ofEpochSecond(next * MINUTE);
        ZoneOffset offset = zone.getRules().getOffset(begin);
        boolean isEven = offset.getTotalSeconds() % MINUTE == 0
                && offset.equals(zone.getRules().getOffset(begin.plusSeconds(MINUTE - 1)));
        String text = format(begin);
        return new Minute(isEven, text.substring(0, SECONDS_AT), text.substring(SECONDS_AT + 2));
    }

    private static void fraction(StringBuilder text, int nanos) {
        if (nanos == 0) {
            return;
        }
        text.append('.');
        int digits = nanos;
        for (int unit = 100_000_000; digits > 0; unit /= 10) {
            text.append((char) ('0' + digits / unit));
            digits %= unit;
        }
    }

    private String format(Instant time) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(zone));
    }
}
