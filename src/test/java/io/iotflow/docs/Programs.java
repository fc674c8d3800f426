package io.iotflow.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the documentation may call: our scripts with their own options, and programs of others. */
final class Programs {

    /** Of others: whoever reads has them, or is told where they come from. */
    private static final Set<String> OTHERS = Set.of(
            "cd",
            "chown",
            "cp",
            "curl",
            "install",
            "journalctl",
            "kubectl",
            "mv",
            "sha256sum",
            "sudo",
            "systemctl",
            "tar",
            "useradd",
            "docker",
            "g++",
            "influx",
            "java",
            "mosquitto_pub",
            "openssl",
            "printf",
            "pg_basebackup",
            "pg_dump",
            "pg_restore",
            "pio",
            "psql");

    /** Scripts that hand their options on. */
    private static final Set<String> WRAPPERS = Set.of("./mvnw");

    private static final Pattern LAUNCHED = Pattern.compile("(?m)^launch (\\S+)");

    private static final Pattern IMPORTED_TOOL = Pattern.compile("import io\\.iotflow\\.tools\\.(\\w+)\\.");

    private Programs() {}

    /** What is wrong with a command: its program or an option does not exist. */
    static Optional<String> problem(ShellCommand command) {
        String program = command.program();
        if (OTHERS.contains(program) || WRAPPERS.contains(program)) {
            return Optional.empty();
        }
        Path script = Path.of(program);
        if (!isOurs(program) || !Files.isExecutable(script)) {
            return Optional.of(program + " is neither a script of ours nor a known program");
        }
        List<String> unknown =
                command.longOptions().stream().filter(it -> !knows(script, it)).toList();
        return unknown.isEmpty() ? Optional.empty() : Optional.of(program + " does not know " + unknown);
    }

    /** Whether a text begins with one of our scripts. */
    static boolean isOurs(String text) {
        return text.startsWith("./") || text.startsWith("bin/") || text.startsWith("server-config/");
    }

    private static boolean knows(Path script, String option) {
        String text = read(script);
        Matcher launched = LAUNCHED.matcher(text);
        if (!launched.find()) {
            return text.contains(option);
        }
        return option.equals("--help") || toolTexts(launched.group(1)).contains("\"" + option + "\"");
    }

    /** The sources of a tool, and of the tools that it imports: they name its options. */
    private static String toolTexts(String mainClass) {
        Path folder = Path.of("src/tools/java", mainClass.replace('.', '/')).getParent();
        String own = texts(folder);
        return IMPORTED_TOOL
                .matcher(own)
                .results()
                .map(it -> folder.resolveSibling(it.group(1)))
                .distinct()
                .map(Programs::texts)
                .collect(Collectors.joining("", own, ""));
    }

    private static String texts(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Programs::read).collect(Collectors.joining());
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
