package io.iotflow.serverconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The alert rules for Prometheus ask for metrics that there are, and the page says what each means. */
class AlertRulesTest {

    private static final Path FOLDER = Path.of("server-config/prometheus");
    private static final Pattern METRIC = Pattern.compile("\\b(iotflow_\\w+)\\{");
    private static final Pattern NAMED = Pattern.compile("(?m)^\\| `(Iotflow\\w+)` \\|([^|]*)\\|([^|]*)\\|");

    private static List<Map<String, Object>> rules;
    private static Page page;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void read() throws IOException {
        Map<String, Object> file = new Yaml().load(Files.readString(FOLDER.resolve("alerts.yml")));
        rules = ((List<Map<String, Object>>) file.get("groups"))
                .stream()
                        .flatMap(it -> ((List<Map<String, Object>>) it.get("rules")).stream())
                        .toList();
        page = Page.of(Path.of("src/docs/operations.md"));
    }

    @Test
    void prometheusLoadsThem() throws IOException {
        Map<String, Object> config = new Yaml().load(Files.readString(FOLDER.resolve("prometheus.yml")));

        assertEquals(List.of("alerts.yml"), config.get("rule_files"));
    }

    @Test
    void thePageHasEachWithItsTime() {
        Map<String, String> documented = NAMED.matcher(page.text())
                .results()
                .collect(Collectors.toMap(it -> it.group(1), it -> it.group(3).strip()));
        Map<String, String> shipped = rules.stream()
                .collect(Collectors.toMap(it -> (String) it.get("alert"), it -> minutes((String) it.get("for"))));

        assertEquals(shipped, documented);
    }

    @Test
    void theirMetricsAreDocumented() {
        String table = page.text().substring(0, page.text().indexOf("\n## Alerts"));
        Set<String> unknown = new TreeSet<>();
        for (Map<String, Object> rule : rules) {
            String expression = (String) rule.get("expr");
            List<String> metrics = METRIC.matcher(expression)
                    .results()
                    .map((MatchResult it) -> it.group(1))
                    .toList();
            assertTrue(!metrics.isEmpty() || expression.startsWith("up{"), expression);
            metrics.stream().filter(it -> !table.contains("`" + it)).forEach(unknown::add);
        }
        assertEquals(Set.of(), unknown);
    }

    @Test
    void eachSaysHowBadItIsAndWhy() {
        for (Map<String, Object> rule : rules) {
            String severity = (String) ((Map<?, ?>) rule.get("labels")).get("severity");
            assertTrue(Set.of("critical", "warning").contains(severity), rule.toString());
            assertTrue(((Map<?, ?>) rule.get("annotations")).get("summary") instanceof String, rule.toString());
        }
    }

    private static String minutes(String text) {
        return text == null ? "–" : text.replace("m", " min").replace("h", " h");
    }
}
