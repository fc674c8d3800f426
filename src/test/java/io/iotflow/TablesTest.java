package io.iotflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A table is its module's own: no other module has SQL on it, which no import would show. Whose a table is says the
 * changelog that makes it. The registry's may be joined, because everything refers to a device.
 */
class TablesTest {

    private static final Path CHANGELOGS = Path.of("src/main/liquibase");
    private static final Path SOURCES = Path.of("src/main/java/io/iotflow");

    private static final Pattern MADE = Pattern.compile("(?im)^CREATE (?:UNLOGGED )?TABLE (\\w+)");
    private static final Pattern USED =
            Pattern.compile("(?i)\\b(?:from|join|into|update|table|truncate)\\s+(?:only\\s+)?(\\w+)");

    /** Changelogs keep the names of former modules: Liquibase knows what it has run by them. */
    private static final Map<String, String> FORMER_NAMES = Map.of(
            "telemetry", "telemetry.store",
            "limit", "platform.ratelimit",
            "audit", "platform.audit",
            "brokeraccount", "brokerauth");

    @Test
    void noModuleHasSqlOnTheTablesOfAnother() throws IOException {
        Map<String, String> owners = owners();
        List<String> intruders = new ArrayList<>();
        for (Path source : filesIn(SOURCES, ".java")) {
            String module = SOURCES.relativize(source.getParent()).toString().replace('/', '.');
            matches(USED, source)
                    .filter(table -> owners.containsKey(table) && !mayUse(module, owners.get(table)))
                    .map(table -> source.getFileName() + " has SQL on " + table + " of " + owners.get(table))
                    .forEach(intruders::add);
        }
        assertEquals(List.of(), intruders);
    }

    @Test
    void findsTheTablesOfTheLog() throws IOException {
        Map<String, String> owners = owners();

        assertTrue(List.of("telemetry", "outbox", "field_type").stream()
                .allMatch(it -> "telemetry.store".equals(owners.get(it))));
    }

    private static boolean mayUse(String module, String owner) {
        return module.equals(owner) || owner.equals("device");
    }

    private static Map<String, String> owners() throws IOException {
        Map<String, String> owners = new HashMap<>();
        for (Path changelog : filesIn(CHANGELOGS, ".sql")) {
            String name = changelog.getFileName().toString().replace(".sql", "");
            matches(MADE, changelog).forEach(table -> owners.put(table, FORMER_NAMES.getOrDefault(name, name)));
        }
        return owners;
    }

    private static Stream<String> matches(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results().map((MatchResult it) -> it.group(1));
    }

    private static List<Path> filesIn(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(it -> it.toString().endsWith(ending)).toList();
        }
    }
}
