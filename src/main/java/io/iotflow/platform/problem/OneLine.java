package io.iotflow.platform.problem;

/** Text from outside as it may stand in a log: one line of printable ASCII, so that nobody can forge a second event. */
public final class OneLine {

    private static final int LONGEST = 1000;

    private OneLine() {}

    /** The text with everything else than printable ASCII escaped, cut at 1000 characters. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** The same, cut at this many characters. */
    public static String of(String text, int longest) {
        StringBuilder line = new StringBuilder(Math.min(text.length(), longest));
        text.chars().limit(longest).forEach(c -> {
            if (c < ' ' || c > '~') {
                line.append(String.format("\\u%04x", c));
            } else {
                line.append((char) c);
            }
        });
        return text.length() > longest ? line + "..." : line.toString();
    }
}
