package io.iotflow.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page's tables of modules are those that the code is held to. */
class ArchitecturePageTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| [^|]+ \\| ([a-z., –]+) \\|$");
    private static final Pattern ENTRY = Pattern.compile("entry\\(\\s*\"([a-z.]+)\",\\s*Set\\.of\\(([^)]*)\\)\\)");

    @Test
    void showsTheTablesOfModules() {
        Map<String, Set<String>> held = tables("src/test/java/io/iotflow/ArchitectureTest.java", ENTRY);

        assertTrue(held.size() > 15, held.toString());
        assertEquals(held, tables("src/docs/architecture.md", ROW));
    }

    private static Map<String, Set<String>> tables(String file, Pattern row) {
        Map<String, Set<String>> tables = new TreeMap<>();
        row.matcher(Page.of(Path.of(file)).text()).results().forEach(it -> tables.put(it.group(1), imports(it)));
        return tables;
    }

    /** The page leaves "platform." out, where only the platform is meant. */
    private static Set<String> imports(MatchResult row) {
        return Stream.of(row.group(2).replace("\"", "").split(",\\s*"))
                .map(it -> it.replace("platform.", "").strip())
                .filter(it -> !it.isEmpty() && !it.equals("–"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
