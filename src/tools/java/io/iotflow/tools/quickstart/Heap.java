package io.iotflow.tools.quickstart;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much memory the application's objects may take, and the collector for that much. G1 takes each large request for a
 * reason to mark all of a small heap, which was a quarter of the processor time under line protocol; with a large heap the
 * serial collector would stop the application for seconds (src/docs/performance.md).
 *
 * @param megabytes at least 256
 */
public record Heap(long megabytes) {

    static final String USUAL = "512m";

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})([mMgG])");
    private static final long LEAST = 256;
    private static final long SMALL = 1024;

    /** What native code has freed goes back to the system each minute; Java 17 before 17.0.9 does not know the option. */
    private static final List<String> GIVE_BACK =
            List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:TrimNativeHeapInterval=60000");

    /**
     * From a size such as {@code 512m} or {@code 4g}.
     *
     * @throws StartException when it is none, or too little
     */
    public static Heap of(String size) {
        Matcher matcher = SIZE.matcher(size);
        long megabytes = matcher.matches()
                ? Long.parseLong(matcher.group(1)) * (matcher.group(2).equalsIgnoreCase("g") ? 1024 : 1)
                : 0;
        if (megabytes < LEAST) {
            throw new StartException("The heap (--heap, IOTFLOW_HEAP) must be a size of at least " + LEAST
                    + "m, such as 512m or 4g; it is '" + size + "'.");
        }
        return new Heap(megabytes);
    }

    public List<String> javaOptions() {
        List<String> options = new ArrayList<>(List.of("-Xmx" + megabytes + "m"));
        if (megabytes <= SMALL) {
            options.addAll(serial());
        }
        options.addAll(GIVE_BACK);
        return options;
    }

    /**
     * Space for new objects that does not depend on the machine's memory, as Java's own choice does, and where what lives for a
     * request does not overflow into the old ones, which are collected all at once. They have a quarter of their space free
     * after that, and give back what they have beyond.
     */
    private List<String> serial() {
        return List.of(
                "-XX:+UseSerialGC",
                "-Xms" + megabytes / 2 + "m",
                "-Xmn" + megabytes / 4 + "m",
                "-XX:SurvivorRatio=3",
                "-XX:MinHeapFreeRatio=25",
                "-XX:MaxHeapFreeRatio=45",
                "-XX:-ShrinkHeapInSteps");
    }
}
