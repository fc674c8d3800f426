package io.iotflow.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of the documentation in Markdown. */
public record Page(Path file, String text) {

    /** In the order in which a newcomer takes them: the commands of one continue those of the page before. */
    private static final List<Path> READING_ORDER = Stream.of("README.md", "src/docs/api.md", "src/docs/devices.md")
            .map(Path::of)
            .toList();

    private static final Pattern FENCE = Pattern.compile("(?m)^( *)```(\\S*)([^\\n]*)\\n(.*?)^\\1```", Pattern.DOTALL);
    private static final Pattern MARKER = Pattern.compile("(\\w+)=(?:\"([^\"]*)\"|(\\S+))");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern LINK = Pattern.compile("(?<!`)\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|([^|]*)\\|");

    /** Every page that is shipped. */
    public static List<Page> all() {
        List<Path> pages = new ArrayList<>(READING_ORDER);
        for (String folder : List.of(".", "src/docs", "src/docs/adr", "firmware")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.map(Path::normalize)
                        .filter(it -> it.toString().endsWith(".md") && !pages.contains(it))
                        .sorted()
                        .forEach(pages::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return pages.stream().map(Page::of).toList();
    }

    /** The page in this file. */
    public static Page of(Path file) {
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands between fences, in its order. */
    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        Matcher fence = FENCE.matcher(text);
        while (fence.find()) {
            int line = (int) text.substring(0, fence.start()).lines().count() + 1;
            Map<String, String> marker = new HashMap<>();
            for (MatchResult part : MARKER.matcher(fence.group(3)).results().toList()) {
                marker.put(part.group(1), part.group(2) == null ? part.group(3) : part.group(2));
            }
            String indented = fence.group(4);
            String code = indented.replaceAll("(?m)^" + fence.group(1), "");
            blocks.add(new Block(file + ":" + line, fence.group(2), marker, code, answerAt(fence.end())));
        }
        return blocks;
    }

    /** The JSON that follows a block at once; empty when something else does. */
    private String answerAt(int end) {
        String rest = text.substring(end).stripLeading();
        Matcher next = FENCE.matcher(rest);
        return rest.startsWith("```json") && next.lookingAt() ? next.group(4) : "";
    }

    /** Where the page's own text and other pages can point to. */
    Set<String> anchors() {
        return HEADING.matcher(withoutBlocks())
                .results()
                .map(it -> it.group(1).strip().toLowerCase(Locale.ROOT))
                .map(it -> it.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    List<String> links() {
        return LINK.matcher(withoutBlocks()).results().map(it -> it.group(1)).toList();
    }

    /** Code within a sentence. */
    List<String> inlineCode() {
        return CODE.matcher(withoutBlocks()).results().map(it -> it.group(1)).toList();
    }

    /** The first two columns of all tables whose first column is code. */
    public Map<String, String> rows() {
        return ROW.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        it -> it.group(1), it -> it.group(2).strip().replace("`", "")));
    }

    private String withoutBlocks() {
        return FENCE.matcher(text).replaceAll("");
    }
}
