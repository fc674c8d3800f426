package io.iotflow.platform.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** PostgreSQL knows advisory locks by their numbers alone: two modules with one number would hold up each other. */
class AdvisoryLocksTest {

    private static final Pattern NUMBER = Pattern.compile("0x10F_[0-9A-F]+L");

    @Test
    void haveANumberEach() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<String> numbers = files.filter(it -> it.toString().endsWith(".java"))
                    .map(AdvisoryLocksTest::read)
                    .flatMap(it -> NUMBER.matcher(it).results().map(MatchResult::group))
                    .toList();

            assertFalse(numbers.isEmpty());
            assertEquals(numbers.size(), Set.copyOf(numbers).size(), () -> "a number is there twice: " + numbers);
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
