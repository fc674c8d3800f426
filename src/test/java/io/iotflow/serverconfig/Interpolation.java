package io.iotflow.serverconfig;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Grafana makes of a query before it sends it: variables in the formats {@code sqlstring} and {@code regex}, and the
 * macros of its data sources that our dashboards use (Grafana 12, "Variable syntax" and each data source's "Macros").
 *
 * @param variables the chosen values; those that may match everything are {@code .*} and are not escaped
 */
public record Interpolation(Instant from, Instant to, Duration interval, Map<String, List<String>> variables) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):(\\w+)}");
    private static final Pattern TIME_FILTER = Pattern.compile("\\$__timeFilter\\(([^)]*)\\)");
    private static final Pattern TIME_GROUP = Pattern.compile("\\$__timeGroupAlias\\(([^,)]*),\\s*(\\d+)s\\)");

    /** SQL of a panel or a variable. */
    public String sql(String raw) {
        String sql = variables(raw).replace("$__interval", interval.toSeconds() + "s");
        sql = TIME_FILTER.matcher(sql).replaceAll("$1 BETWEEN '" + from + "' AND '" + to + "'");
        return TIME_GROUP.matcher(sql).replaceAll("floor(extract(epoch FROM $1) / $2) * $2 AS \"time\"");
    }

    /** Flux of a panel or a variable. */
    public String flux(String raw, String bucket) {
        return variables(raw)
                .replace("v.timeRangeStart", from.toString())
                .replace("v.timeRangeStop", to.toString())
                .replace("v.windowPeriod", interval.toSeconds() + "s")
                .replace("v.defaultBucket", '"' + bucket + '"');
    }

    private String variables(String raw) {
        return VARIABLE.matcher(raw).replaceAll(it -> {
            List<String> values = variables.get(it.group(1));
            if (values == null) {
                throw new IllegalArgumentException("no value for " + it.group());
            }
            return Matcher.quoteReplacement(
                    switch (it.group(2)) {
                        case "sqlstring" ->
                            values.stream()
                                    .map(value -> "'" + value.replace("'", "''") + "'")
                                    .collect(Collectors.joining(","));
                        case "regex" -> regex(values);
                        default -> throw new IllegalArgumentException(it.group());
                    });
        });
    }

    private static String regex(List<String> values) {
        if (values.equals(List.of(".*"))) {
            return ".*";
        }
        List<String> escaped = values.stream()
                .map(value -> value.replaceAll("[\\\\^$*+?.()|\\[\\]{}/]", "\\\\$0"))
                .toList();
        return escaped.size() == 1 ? escaped.get(0) : "(" + String.join("|", escaped) + ")";
    }
}
