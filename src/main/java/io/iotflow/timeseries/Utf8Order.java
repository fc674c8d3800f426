package io.iotflow.timeseries;

/** Texts in the order of their UTF-8 bytes, which is that of their code points: as PostgreSQL's collation "C" has it. */
final class Utf8Order {

    private Utf8Order() {}

    static int compare(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                // Half of a pair stands for a code point that is above all others.
                return Character.isSurrogate(a) == Character.isSurrogate(b) ? a - b : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
