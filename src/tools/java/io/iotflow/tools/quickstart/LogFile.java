package io.iotflow.tools.quickstart;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads what a child wrote to its log. */
final class LogFile {

    private static final String CAUSE = "Caused by: ";

    /** What is kept beside the one that is being written. */
    private static final int FORMER = 4;

    private LogFile() {}

    /**
     * Puts the log aside as {@code name.1}, so that a new one begins; the one that was there becomes {@code name.2}, and
     * so on up to 4.
     */
    static void rotate(Path log) {
        try {
            Files.createDirectories(log.getParent());
            for (int i = FORMER; i > 0; i--) {
                Path younger = i == 1 ? log : former(log, i - 1);
                if (Files.exists(younger)) {
                    Files.move(younger, former(log, i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot begin a new log " + log, e);
        }
    }

    private static Path former(Path log, int age) {
        return log.resolveSibling(log.getFileName() + "." + age);
    }

    /** The last line that has one of these words. */
    static Optional<String> lastMatching(Path log, String... words) {
        return lines(log).stream()
                .filter(line -> Stream.of(words).anyMatch(line::contains))
                .reduce((first, second) -> second)
                .map(String::strip);
    }

    /**
     * The last "Caused by: " until the end of the first event with this text, of those that its exception names where it
     * names one: what other threads write meanwhile, and what is written after it, is of the stop that follows a failure.
     */
    static Optional<String> causeOf(Path log, String failure) {
        List<String> lines = lines(log);
        int event = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).contains(failure))
                .findFirst()
                .orElse(lines.size());
        List<String> stack = lines.stream()
                .skip(event + 2L) // event, exception, stack
                .takeWhile(LogFile::isOfAStack)
                .toList();
        List<String> causes = Stream.concat(lines.stream().limit(event), stack.stream())
                .filter(line -> line.contains(CAUSE))
                .map(String::strip)
                .toList();
        String said = lines.stream().skip(event).limit(2).collect(Collectors.joining(" "));
        return last(causes.stream().filter(it -> said.contains(it.replace(CAUSE, ""))))
                .or(() -> last(causes.stream()));
    }

    private static Optional<String> last(Stream<String> lines) {
        return lines.reduce((first, second) -> second);
    }

    private static boolean isOfAStack(String line) {
        return Character.isWhitespace(line.charAt(0)) || line.startsWith(CAUSE);
    }

    static Optional<String> lastLine(Path log) {
        return lastMatching(log, "");
    }

    static boolean contains(Path log, String text) {
        return lines(log).stream().anyMatch(line -> line.contains(text));
    }

    static long count(Path log, String text) {
        return lines(log).stream().filter(line -> line.contains(text)).count();
    }

    private static List<String> lines(Path log) {
        try {
            return new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .flatMap(LogFile::unfold)
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** An event written as one JSON object has its stack inside: gives its lines as the other format would have them. */
    private static Stream<String> unfold(String line) {
        if (!line.startsWith("{")) {
            return Stream.of(line);
        }
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            JsonObject event = reader.readObject();
            JsonObject thrown =
                    event.getOrDefault("Throwable", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
            String said = event.getString("LogMessage", thrown.getString("Exception", ""));
            return Stream.concat(
                    Stream.of(event.getString("Level", "") + " " + said),
                    thrown.getString("StackTrace", "").lines());
        } catch (JsonException e) { // the end of it is not written yet
            return Stream.of(line);
        }
    }
}
