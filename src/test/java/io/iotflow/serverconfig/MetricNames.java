package io.iotflow.serverconfig;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an exposition of metrics has, and what a PromQL expression asks of it. */
public final class MetricNames {

    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:]\\w*)\\{([^}]*)}(\\[[^\\]]*])?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(=~|=)\"([^\"]*)\"");
    private static final Pattern BY = Pattern.compile("by \\(([^)]*)\\)");

    /** Words of PromQL that our expressions use; anything else would be a metric without braces. */
    private static final Set<String> WORDS = Set.of("sum", "max", "min", "rate", "by", "histogram_quantile");

    /** What Prometheus adds to every metric that it collects. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    /** Each metric's labels with their values. */
    private final Map<String, Map<String, Set<String>>> exposed = new HashMap<>();

    /** @param exposition the answer of /metrics */
    public MetricNames(String exposition) {
        exposition.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher metric = SELECTOR.matcher(line);
            if (metric.lookingAt()) {
                labels(metric.group(2))
                        .forEach(label -> exposed.computeIfAbsent(metric.group(1), unknown -> new HashMap<>())
                                .computeIfAbsent(label.group(1), unknown -> new HashSet<>())
                                .add(label.group(3)));
            }
        });
    }

    /** What an expression asks for and is not there; empty when it is all there. */
    public Set<String> missing(String expression) {
        Set<String> missing = new TreeSet<>();
        Set<String> labels = new HashSet<>(ADDED);
        for (MatchResult selector : SELECTOR.matcher(expression).results().toList()) {
            Map<String, Set<String>> metric = exposed.get(selector.group(1));
            if (selector.group(1).equals("up")) {
                continue; // Prometheus's own
            }
            if (metric == null) {
                missing.add(selector.group(1));
                continue;
            }
            labels.addAll(metric.keySet());
            for (MatchResult label : labels(selector.group(2))) {
                boolean isThere = ADDED.contains(label.group(1))
                        || metric.getOrDefault(label.group(1), Set.of())
                                .containsAll(Set.of(label.group(3).split("\\|")));
                if (!isThere) {
                    missing.add(selector.group(1) + "{" + label.group() + "}");
                }
            }
        }
        for (MatchResult by : BY.matcher(expression).results().toList()) {
            for (String label : by.group(1).split(",\\s*")) {
                if (!labels.contains(label)) {
                    missing.add("by (" + label + ")");
                }
            }
        }
        String rest = BY.matcher(SELECTOR.matcher(expression).replaceAll("")).replaceAll("");
        Pattern.compile("[a-zA-Z_]\\w*")
                .matcher(rest)
                .results()
                .map(MatchResult::group)
                .filter(word -> !WORDS.contains(word))
                .forEach(missing::add);
        return missing;
    }

    private static Iterable<MatchResult> labels(String braces) {
        return LABEL.matcher(braces).results().toList();
    }
}
