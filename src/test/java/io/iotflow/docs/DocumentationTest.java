package io.iotflow.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No command on a page is unheld: a test runs it, or its programs and options are checked here, with the reason. */
class DocumentationTest {

    private static final Path README = Path.of("README.md");
    private static final Path INDEX = Path.of("src/docs/README.md");
    private static final Pattern TEST = Pattern.compile("\\b[A-Z][a-z]\\w+(?:Test|IT)\\b");
    private static final List<Path> SOURCES = filesIn(Path.of("src/test/java"));
    private static final int README_BYTES = 8192;
    private static final Set<String> MARKS = Set.of("run", "check", "recorded");

    private static final List<Page> PAGES = Page.all();
    private static final List<Block> COMMANDS = PAGES.stream()
            .flatMap(it -> it.blocks().stream())
            .filter(Block::holdsCommands)
            .toList();

    @Test
    void theReadmeIsOnePage() throws IOException {
        assertTrue(Files.size(README) <= README_BYTES, "README.md has " + Files.size(README) + " bytes");
    }

    @Test
    void commandsSayWhoRunsThem() {
        assertTrue(COMMANDS.size() > 20, "commands: " + COMMANDS);
        assertEquals(
                List.of(),
                COMMANDS.stream()
                        .filter(it -> MARKS.stream()
                                        .filter(mark -> !it.marker(mark).isEmpty())
                                        .count()
                                != 1)
                        .toList(),
                "each needs one of run=, check= and recorded= behind its language");
        assertEquals(
                List.of(),
                COMMANDS.stream()
                        .filter(it -> it.language().equals("console")
                                == it.marker("recorded").isEmpty())
                        .toList(),
                "console is for what was recorded, and sh for what a reader pastes");
    }

    @Test
    void whoeverRunsThemIsThere() {
        assertEquals(
                List.of(),
                COMMANDS.stream()
                        .filter(it -> !it.marker("run").isEmpty() && !isRun(it))
                        .map(it -> it + ": " + it.marker("run") + " does not run it")
                        .toList());
    }

    @Test
    void everyTestThatIsNamedExists() {
        for (Page page : PAGES) {
            List<String> unknown = TEST.matcher(page.text())
                    .results()
                    .map(MatchResult::group)
                    .distinct()
                    .filter(it -> test(it).isEmpty())
                    .toList();
            assertEquals(List.of(), unknown, page.file().toString());
        }
    }

    @Test
    void whatIsOnlyCheckedHasProgramsAndOptionsThatExist() {
        for (Block block : Block.onlyChecked()) {
            assertEquals(List.of(), problems(block.code()), block.place());
            assertTrue(!ShellCommand.in(block.code()).isEmpty(), block + " runs nothing");
        }
    }

    @Test
    void scriptsInASentenceExist() {
        for (Page page : PAGES) {
            List<String> problems = page.inlineCode().stream()
                    .filter(it -> it.startsWith("./") || Programs.isOurs(it) && it.matches("\\S+\\.sh( .*)?"))
                    .flatMap(it -> problems(it).stream())
                    .toList();
            assertEquals(List.of(), problems, page.file().toString());
        }
    }

    @Test
    void linksLeadSomewhere() {
        for (Page page : PAGES) {
            List<String> dead = page.links().stream()
                    .filter(it -> !it.matches("[a-z]+:.*") && !leadsSomewhere(page, it))
                    .toList();
            assertEquals(List.of(), dead, page.file().toString());
        }
    }

    @Test
    void everyPageIsInTheIndex() {
        Set<Path> linked = Page.of(INDEX).links().stream()
                .map(it -> INDEX.resolveSibling(it.replaceAll("#.*", "")).normalize())
                .collect(Collectors.toSet());

        assertEquals(
                List.of(),
                PAGES.stream()
                        .map(Page::file)
                        .filter(it -> INDEX.getParent().equals(it.getParent()))
                        .filter(it -> !it.equals(INDEX) && !linked.contains(it))
                        .toList());
    }

    @Test
    void findsWhatIsWrongWithACommand() {
        assertEquals(
                List.of(),
                problems("KEY=x ./quickstart --fleet 3 | curl -d 'a; --b' # --c\n./bench fleet\n./simulator --help"));
        assertEquals(List.of("./quickstart does not know [--flet]"), problems("./quickstart --flet 3"));
        assertEquals(List.of("./start is neither a script of ours nor a known program"), problems("cd x && ./start"));
        assertEquals(
                List.of("server-config/make-env.sh does not know [--directory]"),
                problems("server-config/make-env.sh --directory=x \\\n host"));
    }

    @Test
    void readsMarkersAnswersAndAnchors() {
        Page page =
                new Page(README, "# A *b*: c_d\n\n   ```sh run=AnIT needs=\"a b\"\n   x\n   ```\n```json\n{}\n```\n");

        Block block = page.blocks().get(0);
        assertEquals(Map.of("run", "AnIT", "needs", "a b"), block.marker());
        assertEquals("x\n", block.code());
        assertEquals("README.md:3", block.place());
        assertTrue(page.anchors().contains("a-b-c_d"));
    }

    private static List<String> problems(String script) {
        return ShellCommand.in(script).stream()
                .filter(it -> !script.contains("-o " + it.program())) // what the lines above have built
                .flatMap(it -> Programs.problem(it).stream())
                .toList();
    }

    private static boolean leadsSomewhere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty()
                ? page.file()
                : page.file().resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1 || Page.of(target).anchors().contains(parts[1]));
    }

    /** A test that takes all blocks with its name, or a file that has these lines. */
    private static boolean isRun(Block block) {
        String runner = block.marker("run");
        Path file = Path.of(runner);
        if (Files.isRegularFile(file)) {
            String text = read(file).replace(" -B -ntp", "");
            return block.code().lines().allMatch(text::contains);
        }
        return test(runner)
                .filter(it -> read(it).contains("Block.runBy(\"" + runner + "\")"))
                .isPresent();
    }

    private static Optional<Path> test(String name) {
        return SOURCES.stream().filter(it -> it.endsWith(name + ".java")).findFirst();
    }

    private static List<Path> filesIn(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
