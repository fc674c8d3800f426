package io.iotflow.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One program with its arguments, as a line of a shell names it. */
record ShellCommand(String program, List<String> arguments) {

    private static final Pattern WORD =
            Pattern.compile("(?:'[^']*'|\"(?:\\\\.|[^\"])*\"|\\$\\([^)]*\\)|[^\\s'\"|;&])+|\\|\\|?|;|&&?");
    private static final Pattern SEPARATOR = Pattern.compile("\\|\\|?|;|&&?");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*", Pattern.DOTALL);

    /** The programs that some lines run, without those of an assignment. */
    static List<ShellCommand> in(String script) {
        List<ShellCommand> commands = new ArrayList<>();
        for (String line : script.replace("\\\n", " ").lines().toList()) {
            List<String> words = new ArrayList<>();
            WORD.matcher(line.replaceAll("\\s#.*", ""))
                    .results()
                    .map(it -> it.group())
                    .forEach(word -> {
                        if (SEPARATOR.matcher(word).matches()) {
                            add(commands, words);
                        } else {
                            words.add(word);
                        }
                    });
            add(commands, words);
        }
        return commands;
    }

    private static void add(List<ShellCommand> commands, List<String> words) {
        while (!words.isEmpty()
                && (ASSIGNMENT.matcher(words.get(0)).matches() || words.get(0).equals("export"))) {
            words.remove(0);
        }
        if (!words.isEmpty()) {
            commands.add(new ShellCommand(words.get(0), List.copyOf(words.subList(1, words.size()))));
            words.clear();
        }
    }

    /** Its options in the long form, without their values. */
    List<String> longOptions() {
        return arguments.stream()
                .filter(it -> it.startsWith("--") && it.length() > 2)
                .map(it -> it.replaceAll("=.*", ""))
                .toList();
    }
}
