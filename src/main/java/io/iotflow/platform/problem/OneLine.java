package io.iotflow.platform.problem;

/** Text from outside as it may stand in a log: one line of printable ASCII, so that nobody can forge a second event. */
public final class OneLine {

    private static final int LONGEST = 1000;

    private OneLine() {}

    /** The text with everything else than printable ASCII escaped, cut at 1000 characters. */
    public static String of(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().limit(LONGEST).forEach(c -> {
            if (c < ' ' || c > '~') {
                line.append(String.format("\\u%04x", c));
            } else {
                line.append((char) c);
            }
        });
        return text.length() > LONGEST ? line + "..." : line.toString();
    }
}
