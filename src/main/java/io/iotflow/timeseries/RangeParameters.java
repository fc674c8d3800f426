package io.iotflow.timeseries;

import io.iotflow.device.Device;
import io.iotflow.device.DeviceRegistry;
import io.iotflow.device.TagRule;
import io.iotflow.platform.problem.Problem;
import io.iotflow.platform.web.PageParameters;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The parameters of queries about time, each checked: 400 names the one that is wrong. */
final class RangeParameters {

    private static final int MAX_FIELDS = 100;
    private static final MediaType CSV = MediaType.valueOf(DataPointCsv.MEDIA_TYPE);

    private RangeParameters() {}

    static Device device(DeviceRegistry devices, String deviceId) {
        return devices.find(deviceId).orElseThrow(() -> Problem.notFound("Device '" + deviceId + "' not found."));
    }

    static Optional<String> measurement(String name) {
        Optional<String> present = Optional.ofNullable(name).filter(it -> !it.isEmpty());
        present.ifPresent(it -> check("measurement", it));
        return present;
    }

    static List<String> fields(List<String> names) {
        if (names.size() > MAX_FIELDS) {
            throw Problem.invalid("field", "may be given at most " + MAX_FIELDS + " times");
        }
        names.forEach(it -> check("field", it));
        return names.stream().distinct().sorted().toList();
    }

    private static void check(String parameter, String name) {
        TagRule.violation(name, TagRule.LONGEST_NAME).ifPresent(violation -> {
            throw Problem.invalid(parameter, violation);
        });
    }

    /** What a deletion takes: both ends, or {@code all=true}; a forgotten end must not delete more than was meant. */
    static TimeRange toDelete(String start, String stop, String all, Instant now, ZoneId zone) {
        if (all != null && !all.equals("true") && !all.equals("false")) {
            throw Problem.invalid("all", "must be true or false");
        }
        if (Boolean.parseBoolean(all)) {
            if (start != null || stop != null) {
                throw Problem.invalid("all", "must stand without start and stop");
            }
            return TimeRange.ALL;
        }
        if (start == null || stop == null) {
            throw Problem.invalid(
                    start == null ? "start" : "stop",
                    "is required: give start and stop, or all=true to delete everything");
        }
        return TimeRange.parse(start, stop, now, zone);
    }

    static Optional<Integer> limit(String limit, int max) {
        return Optional.ofNullable(limit).map(it -> PageParameters.required("limit", it, max));
    }

    /** What {@code format} says; without it what the caller likes best of the two. */
    static boolean wantsCsv(String format, HttpHeaders headers) {
        if (format != null) {
            return switch (format) {
                case "csv" -> true;
                case "json" -> false;
                default -> throw Problem.invalid("format", "must be json or csv");
            };
        }
        for (MediaType type : headers.getAcceptableMediaTypes()) { // the best first
            if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
                return false;
            }
            if (type.isCompatible(CSV)) {
                return true;
            }
        }
        return false;
    }
}
