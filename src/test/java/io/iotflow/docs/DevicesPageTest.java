package io.iotflow.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each form of the page on devices names tests that there are. */
class DevicesPageTest {

    /** The last column of a table whose last column is tests. */
    private static final Pattern TESTS = Pattern.compile("(?m)^\\|.*\\| ((?:`[a-z]\\w+`(?:, )?)+) \\|$");

    private static final Pattern CODE = Pattern.compile("`(\\w+)`");

    @Test
    void namesTestsThatThereAre() throws IOException {
        String sources = sources();
        List<String> named = TESTS.matcher(Files.readString(Path.of("src/docs/devices.md")))
                .results()
                .flatMap(row -> CODE.matcher(row.group(1)).results())
                .map((MatchResult it) -> it.group(1))
                .toList();

        assertTrue(named.size() > 25, named::toString);
        assertEquals(
                List.of(),
                named.stream()
                        .filter(it -> !sources.contains("void " + it + "("))
                        .toList());
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(it -> it.toString().endsWith(".java"))
                    .map(DevicesPageTest::read)
                    .collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
