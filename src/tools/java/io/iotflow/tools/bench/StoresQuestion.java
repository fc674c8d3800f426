package io.iotflow.tools.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A question to both.
 *
 * @param json its members, without source
 * @param flux the same for InfluxDB
 */
record StoresQuestion(String name, String json, String flux) {

    private static final int RANGE = 10_000;

    /** What is asked of the month that begins then. */
    static List<StoresQuestion> all(Instant begin) {
        Instant end = begin.plus(StoresLoader.MONTH);
        List<StoresQuestion> all = new ArrayList<>();
        for (int devices : new int[] {1, 100, 1_000}) {
            all.add(new StoresQuestion(
                    "latest of %,d devices".formatted(devices),
                    "{\"latest\":true," + chosen(devices, "fleet", begin, end) + "}",
                    select(devices, "fleet", begin, end) + " |> last()"));
        }
        Instant few = begin.plus(Duration.ofSeconds(RANGE));
        all.add(new StoresQuestion(
                "range of 10,000 points",
                "{\"limit\":20000," + chosen(0, "fine", begin, few) + "}",
                select(0, "fine", begin, few)));
        for (int devices : new int[] {1, 100, 1_000}) {
            all.add(new StoresQuestion(
                    "mean per hour of a month, %,d devices".formatted(devices),
                    "{\"window\":\"1h\",\"functions\":[\"mean\"],"
                            + (devices == 1 ? "" : "\"format\":\"csv\",")
                            + chosen(devices, "fleet", begin, end) + "}",
                    select(devices, "fleet", begin, end)
                            + " |> aggregateWindow(every: 1h, fn: mean, createEmpty: false, timeSrc: \"_start\")"));
        }
        return all;
    }

    /** All values of the device that has many. */
    static StoresQuestion csv(Instant begin) {
        Instant end = begin.plus(StoresLoader.MONTH);
        return new StoresQuestion(
                "values as CSV",
                "{\"format\":\"csv\"," + chosen(0, "fine", begin, end) + "}",
                select(0, "fine", begin, end));
    }

    private static String chosen(int devices, String measurement, Instant begin, Instant end) {
        return "\"measurements\":[\"" + measurement + "\"],\"fields\":[\"value\"],\"start\":\"" + begin
                + "\",\"stop\":\"" + end + "\",\"devices\":["
                + ids(devices).stream().map(it -> '"' + it + '"').collect(Collectors.joining(",")) + "]";
    }

    private static String select(int devices, String measurement, Instant begin, Instant end) {
        String chosen = devices < 2
                ? "r.device_id == \"" + ids(devices).get(0) + '"'
                : "r.device_id =~ /^(?:" + String.join("|", ids(devices)) + ")$/";
        return "from(bucket: \"telemetry\") |> range(start: " + begin + ", stop: " + end
                + ") |> filter(fn: (r) => r._measurement == \"" + measurement + "\" and r._field == \"value\" and "
                + chosen
                + ")";
    }

    /** The first ones; with 0 the one that has a value each second. */
    private static List<String> ids(int devices) {
        return devices == 0
                ? List.of("fleet-" + StoresLoader.ONE)
                : IntStream.rangeClosed(1, devices)
                        .mapToObj(it -> "fleet-" + it)
                        .toList();
    }
}
