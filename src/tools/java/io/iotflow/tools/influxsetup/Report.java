package io.iotflow.tools.influxsetup;

import java.io.PrintStream;

/** What the person at the terminal sees: a line for each thing that was found so, or is so now. */
final class Report {

    private final PrintStream out;
    private int changes;

    Report(PrintStream out) {
        this.out = out;
    }

    /** It was so already. */
    void found(String what) {
        line("  = ", what);
    }

    /** It is so now. */
    void changed(String what) {
        changes++;
        line("  + ", what);
    }

    /** Something to know that is neither. */
    void note(String what) {
        line("    ", what);
    }

    int changes() {
        return changes;
    }

    private void line(String mark, String what) {
        out.println(mark + what);
        out.flush();
    }
}
