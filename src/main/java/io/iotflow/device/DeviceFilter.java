package io.iotflow.device;

import static java.util.Map.entry;

import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.problem.Violation;
import io.iotflow.platform.time.TimeText;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which devices: those that fit everything that is given.
 *
 * @param text part of the id, name, location or description, in any case
 * @param firmwareBelow {@link VersionNumbers} of a newer firmware
 * @param silentSince no reading came since then, or never one
 * @param lastReadingBefore the last reading came before then
 * @param refused whether a message of it was refused lately
 */
record DeviceFilter(
        Optional<String> status,
        Optional<String> type,
        Optional<String> location,
        Optional<String> group,
        Optional<String> firmware,
        Optional<String> firmwareBelow,
        Optional<String> text,
        Optional<Boolean> online,
        Optional<Boolean> refused,
        Optional<Instant> silentSince,
        Optional<Instant> lastReadingBefore) {

    /** The names of what is given; none where every device fits. */
    Set<String> given() {
        return Map.<String, Optional<?>>ofEntries(
                        entry("status", status),
                        entry("type", type),
                        entry("location", location),
                        entry("group", group),
                        entry("firmware", firmware),
                        entry("firmware_below", firmwareBelow),
                        entry("search", text),
                        entry("online", online),
                        entry("refused", refused),
                        entry("silent_since", silentSince),
                        entry("last_reading_before", lastReadingBefore))
                .entrySet()
                .stream()
                .filter(it -> it.getValue().isPresent())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** Reads a query's parameters, absent ones as null; what is blank is absent, too. */
    static final class Reader {

        private static final int LONGEST = 200;
        private static final Instant LATEST = Instant.parse("2262-01-01T00:00:00Z");

        private final List<Violation> violations = new ArrayList<>();

        Optional<String> text(String name, String value) {
            Optional<String> text = present(value);
            text.filter(it -> it.length() > LONGEST || it.indexOf('\0') >= 0)
                    .ifPresent(it -> refuse(name, "must be at most " + LONGEST + " characters and without NUL"));
            return text;
        }

        Optional<String> oneOf(String name, String value, List<String> allowed) {
            Optional<String> text = present(value);
            text.filter(it -> !allowed.contains(it))
                    .ifPresent(it -> refuse(name, "must be one of " + String.join(", ", allowed)));
            return text;
        }

        Optional<Instant> time(String name, String value) {
            Optional<String> text = present(value);
            try {
                Optional<Instant> time = text.map(it -> TimeText.readQuery(it, ZoneOffset.UTC))
                        .map(it -> it.truncatedTo(ChronoUnit.MICROS));
                if (time.stream().allMatch(it -> !it.isBefore(Instant.EPOCH) && !it.isAfter(LATEST))) {
                    return time;
                }
            } catch (DateTimeException e) {
                // answered below
            }
            refuse(
                    name,
                    "must be RFC 3339 (2026-01-31T12:00:00Z), a date or an epoch, between the years 1970 and 2262");
            return Optional.empty();
        }

        Optional<String> version(String name, String value) {
            Optional<String> text = present(value);
            Optional<String> numbers = text.flatMap(VersionNumbers::of);
            if (text.isPresent() && numbers.isEmpty()) {
                refuse(name, "must be numbers with dots between them, such as 1.10.0");
            }
            return numbers;
        }

        /** 400 with all that is wrong. */
        void requireValid() {
            if (!violations.isEmpty()) {
                throw Problem.invalid(violations);
            }
        }

        private void refuse(String name, String rule) {
            violations.add(new Violation(name, rule));
        }

        private static Optional<String> present(String value) {
            return Optional.ofNullable(value).filter(it -> !it.isBlank());
        }
    }
}
