package io.iotflow.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of settings has every setting, its default, and nothing else. */
class ConfigurationPageTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern READ = Pattern.compile("config\\s*\\.get(?:Optional)?Value\\(\\s*\"([a-z.]+)\"");
    private static final Pattern FORMER_MODULE = Pattern.compile("Map\\.entry\\(\"([a-z]+)\", \"([a-z.]+)\"\\)");
    private static final String NO_DEFAULT = "–";

    private final Map<String, String> rows =
            Page.of(Path.of("src/docs/configuration.md")).rows();

    @Test
    void listsExactlyTheShippedSettingsWithTheirDefaults() throws IOException {
        Map<String, String> shipped = new TreeMap<>();
        shipped().stringPropertyNames().stream()
                .filter(it -> !it.startsWith("mp.")) // the server's own
                .forEach(it ->
                        shipped.put(variable(it), withoutExpression(shipped().getProperty(it))));

        Map<String, String> documented = new TreeMap<>(rows);
        documented.keySet().removeIf(it -> !isSetting(it) || rows.get(it).equals(NO_DEFAULT));
        assertEquals(shipped, documented);
    }

    @Test
    void whatHasNoDefaultIsReadByTheCode() throws IOException {
        String code = code();
        List<String> unknown = rows.keySet().stream()
                .filter(it -> isSetting(it) && rows.get(it).equals(NO_DEFAULT))
                .filter(it -> !code.contains("\"" + key(it) + "\""))
                .toList();
        assertEquals(List.of(), unknown);
    }

    @Test
    void everySettingThatTheCodeReadsIsListed() throws IOException {
        List<String> missing = READ.matcher(code())
                .results()
                .map(it -> variable(it.group(1)))
                .distinct()
                .filter(it -> !rows.containsKey(it))
                .toList();
        assertEquals(List.of(), missing);
    }

    @Test
    void oldNamesAreThoseThatStillWork() {
        Map<String, String> documented = rows.entrySet().stream()
                .filter(it -> isOldName(it.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

        Properties shipped = shipped();
        Map<String, String> working = shipped.stringPropertyNames().stream()
                .filter(it -> shipped.getProperty(it).startsWith("${"))
                .collect(Collectors.toMap(
                        it -> variable(shipped.getProperty(it).replaceAll("\\$\\{([^:}]+).*", "$1")),
                        ConfigurationPageTest::variable));
        assertTrue(working.size() > 0);
        assertEquals(working, documented);
    }

    @Test
    void oldModuleNamesAreThoseThatTheLogKnows() throws IOException {
        Map<String, String> known = FORMER_MODULE
                .matcher(Files.readString(SOURCES.resolve("io/iotflow/platform/logging/LogSettings.java")))
                .results()
                .collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
        Map<String, String> documented = new TreeMap<>(rows);
        documented.keySet().removeIf(it -> !it.matches("[a-z]+"));

        assertTrue(known.size() > 0);
        assertEquals(new TreeMap<>(known), documented);
    }

    private boolean isSetting(String name) {
        return name.matches("[A-Z_]+") && !isOldName(name);
    }

    private boolean isOldName(String name) {
        return rows.get(name).matches("[A-Z]+_[A-Z_]+") && rows.containsKey(rows.get(name));
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private static String key(String variable) {
        return variable.toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** {@code ${old.name:default}} has the default of both names. */
    private static String withoutExpression(String value) {
        return value.replaceAll("^\\$\\{[^:}]+:([^}]*)}$", "$1");
    }

    private static String code() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            StringBuilder code = new StringBuilder();
            for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
                code.append(Files.readString(file));
            }
            return code.toString();
        }
    }

    private static Properties shipped() {
        Properties shipped = new Properties();
        try (var in = Files.newInputStream(Path.of("src/main/resources/META-INF/microprofile-config.properties"))) {
            shipped.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shipped;
    }
}
