package io.iotflow.tools.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** What the person at the terminal sees. */
final class Terminal {

    private static final int WIDTH = 60;

    private final PrintStream out;
    private final PrintStream err;
    private final String name;

    Terminal(PrintStream out, PrintStream err) {
        this(out, err, "IoTFlow quickstart");
    }

    Terminal(PrintStream out, PrintStream err, String name) {
        this.out = out;
        this.err = err;
        this.name = name;
    }

    void say(String text) {
        out.println(text);
        out.flush();
    }

    /** A step that is done, and how long it took. */
    void done(String step, Duration time) {
        say("  " + step + " " + ".".repeat(Math.max(3, WIDTH - step.length())) + " " + seconds(time));
    }

    void problem(String text) {
        out.flush();
        err.println();
        err.println(name + ": " + text);
        err.flush();
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
