package io.iotflow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A node of the version before goes on after a newer one has changed the tables (operations.md, Rolling upgrade). So a
 * change set adds, and takes away only what the version before no longer uses.
 */
class ChangeSetsTest {

    private static final Path CHANGELOGS = Path.of("src/main/liquibase");

    /**
     * What takes away or narrows. A new one comes into this list when the version before can do without what it takes (as
     * security:5, whose constraint is on columns of its own, and device:8 and device:10, which drop the indexes that they make),
     * or when the changelog says that all nodes must stop first.
     */
    private static final Set<String> THAT_TAKE_AWAY = Set.of(
            "command:2",
            "device:10",
            "device:2",
            "device:3",
            "device:6",
            "device:8",
            "quarantine:2",
            "security:2",
            "security:5",
            "telemetry:3",
            "telemetry:4",
            "telemetry:6",
            "telemetry:9");

    private static final Pattern TAKES_AWAY = Pattern.compile(
            "\\b(DROP (TABLE|COLUMN|VIEW|FUNCTION|CONSTRAINT|INDEX|DEFAULT)|RENAME|SET NOT NULL|ADD CONSTRAINT"
                    + "|ALTER COLUMN \\w+ TYPE|CREATE OR REPLACE)\\b"
                    + "|\\bADD COLUMN (?![^,;]*\\b(DEFAULT|GENERATED)\\b)[^,;]*\\bNOT NULL\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern COMMENT = Pattern.compile("--.*");

    @Test
    void addAndTakeAwayOnlyWhatTheVersionBeforeDoesNotUse() throws IOException {
        assertEquals(new TreeSet<>(THAT_TAKE_AWAY), thatTakeAway());
    }

    private static Set<String> thatTakeAway() throws IOException {
        try (Stream<Path> files = Files.list(CHANGELOGS)) {
            Set<String> found = new TreeSet<>();
            for (Path file : files.filter(it -> it.toString().endsWith(".sql")).toList()) {
                changeSets(Files.readString(file)).stream()
                        .filter(it -> TAKES_AWAY
                                .matcher(COMMENT.matcher(it).replaceAll(""))
                                .find())
                        .map(it -> it.split("\\s", 2)[0])
                        .forEach(found::add);
            }
            return found;
        }
    }

    /** Each from its name on; what takes it back begins with two dashes. */
    private static List<String> changeSets(String changelog) {
        return Stream.of(changelog.split("(?m)^--changeset ")).skip(1).collect(Collectors.toList());
    }
}
