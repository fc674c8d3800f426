package io.iotflow.refusal;

/** Text from outside, for people: one line, which is cut. */
final class ShownText {

    private static final int REPLACEMENT = 0xFFFD;

    private ShownText() {}

    /** The first characters, with a replacement character for each that is no visible character or space. */
    static String line(String text, int longest) {
        if (text == null) {
            return "";
        }
        int[] shown = text.codePoints()
                .limit(longest)
                .map(it -> isShown(it) ? it : REPLACEMENT)
                .toArray();
        return new String(shown, 0, shown.length);
    }

    private static boolean isShown(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT, // among them those that turn the direction of writing
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
