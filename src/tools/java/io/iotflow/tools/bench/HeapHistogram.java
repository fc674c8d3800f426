package io.iotflow.tools.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What lives in the heap of a JVM that the bench started, by class; the collector runs before it is counted. */
record HeapHistogram(Map<String, Line> classes) {

    /** How many there are of a class, and their bytes without what they refer to. */
    record Line(long instances, long bytes) {

        private static final Line NONE = new Line(0, 0);
    }

    static HeapHistogram of(long pid) throws IOException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Lines such as {@code    1:        220012       14080768  [B (java.base@17)}. */
    static HeapHistogram parse(String text) {
        Map<String, Line> classes = new HashMap<>();
        for (String line : text.split("\n")) {
            String[] parts = line.strip().split("\\s+");
            if (parts.length >= 4 && parts[0].matches("\\d+:")) {
                Line read = new Line(Long.parseLong(parts[1]), Long.parseLong(parts[2]));
                classes.merge(
                        parts[3],
                        read,
                        (one, other) -> new Line(one.instances() + other.instances(), one.bytes() + other.bytes()));
            }
        }
        return new HeapHistogram(classes);
    }

    /** Bytes of all. */
    long bytes() {
        return classes.values().stream().mapToLong(Line::bytes).sum();
    }

    /** The classes of which there are most more bytes than before, as rows of a table. */
    String grownSince(HeapHistogram before, int most) {
        List<Map.Entry<String, Line>> grown = new ArrayList<>(classes.entrySet());
        grown.sort((one, other) -> Long.compare(growth(other, before), growth(one, before)));
        StringBuilder rows = new StringBuilder();
        grown.stream().limit(most).filter(it -> growth(it, before) > 0).forEach(it -> {
            Line was = before.classes.getOrDefault(it.getKey(), Line.NONE);
            rows.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %,d | %,d | %+.1f |%n",
                    it.getKey(),
                    was.instances(),
                    it.getValue().instances(),
                    growth(it, before) / 1e6));
        });
        return rows.toString();
    }

    private static long growth(Map.Entry<String, Line> of, HeapHistogram before) {
        return of.getValue().bytes()
                - before.classes.getOrDefault(of.getKey(), Line.NONE).bytes();
    }
}
