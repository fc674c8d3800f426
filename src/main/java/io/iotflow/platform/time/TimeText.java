package io.iotflow.platform.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a time from text: RFC 3339 and what ISO 8601 allows beside it (a date alone, the basic form, a comma before the
 * fraction, offsets as {@code +0100} or {@code +01}), the date of e-mails and HTTP (RFC 1123), or an epoch, see {@link
 * EpochTime}.
 */
public final class TimeText {

    private static final int LONGEST = 64;

    private static final Pattern EPOCH = Pattern.compile("[+-]?\\d{1,19}(?:[.,]\\d{1,12})?(?:[eE][+]?\\d{1,2})?");

    /** A date of eight digits has a time behind it; alone it is an epoch. */
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})(?:([-/.])(\\d{1,2})\\2(\\d{1,2})|(\\d\\d)(\\d\\d)(?=[Tt ]))"
                    + "(?:[Tt _]+(\\d{1,2}):?(\\d\\d)(?::?(\\d\\d)(?:[.,](\\d{1,9})\\d*)?)?"
                    + " *(?:([Zz]|UTC|GMT)?(?:([+-])(\\d{1,2})(?::?(\\d\\d))?)?)?(?:\\[[A-Za-z/_+-]+])?)?");

    private static final Pattern PLUS_LOST = Pattern.compile("(.*\\d[Tt]\\d\\d:?\\d\\d\\S*) (\\d\\d:?\\d\\d)");

    private TimeText() {}

    /**
     * Reads a time.
     *
     * @param zone what a time without an offset is of
     * @throws DateTimeException when the text is no time
     */
    public static Instant read(String text, ZoneId zone) {
        String time = text.strip();
        if (time.length() > LONGEST) {
            throw new DateTimeException("is too long for a time");
        }
        if (EPOCH.matcher(time).matches()) {
            return EpochTime.read(EpochTime.number(time.replace(',', '.')));
        }
        Matcher iso = ISO.matcher(time);
        return iso.matches() ? read(iso, zone) : rfc1123(time);
    }

    /** The same of a query, in whose address a plus that was not encoded has become a space. */
    public static Instant readQuery(String text, ZoneId zone) {
        Matcher lost = PLUS_LOST.matcher(text.strip());
        return read(lost.matches() ? lost.group(1) + '+' + lost.group(2) : text, zone);
    }

    private static Instant read(Matcher iso, ZoneId zone) {
        int month = number(iso.group(3) == null ? iso.group(5) : iso.group(3));
        int day = number(iso.group(4) == null ? iso.group(6) : iso.group(4));
        int second = number(iso.group(9));
        boolean isLeap = second == 60; // RFC 3339 section 5.6
        LocalDateTime local = LocalDateTime.of(
                number(iso.group(1)),
                month,
                day,
                number(iso.group(7)),
                number(iso.group(8)),
                isLeap ? 59 : second,
                nanos(iso.group(10)));
        return local.plusSeconds(isLeap ? 1 : 0).atZone(zone(iso, zone)).toInstant();
    }

    private static ZoneId zone(Matcher iso, ZoneId byDefault) {
        if (iso.group(12) == null) {
            return iso.group(11) == null ? byDefault : ZoneOffset.UTC;
        }
        int sign = iso.group(12).equals("-") ? -1 : 1;
        return ZoneOffset.ofHoursMinutes(sign * number(iso.group(13)), sign * number(iso.group(14)));
    }

    private static Instant rfc1123(String text) {
        return OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                .toInstant();
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static int nanos(String digits) {
        return digits == null ? 0 : Integer.parseInt((digits + "00000000").substring(0, 9));
    }
}
