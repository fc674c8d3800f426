package io.iotflow.tools.bench;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which methods took how much of the samples: of all, those with what they call; of IoTFlow's own alone, too. */
final class ProfileShares {

    private static final int ROWS = 25;
    private static final String OURS = "io/iotflow/";

    private final Map<String, Long> kinds = new HashMap<>();
    private final Map<String, Long> self = new HashMap<>();
    private final Map<String, Long> ours = new HashMap<>();
    private final Map<String, Long> called = new HashMap<>();
    private long samples;

    private ProfileShares() {}

    /** @param stacks lines of {@code frame;frame;frame count}, the outermost first */
    static ProfileShares of(List<String> stacks) {
        ProfileShares shares = new ProfileShares();
        stacks.forEach(shares::add);
        return shares;
    }

    private void add(String line) {
        int space = line.lastIndexOf(' ');
        long count = Long.parseLong(line.substring(space + 1));
        String[] frames = line.substring(0, space).split(";");
        samples += count;
        kinds.merge(kind(line), count, Long::sum);
        self.merge(frames[frames.length - 1], count, Long::sum);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < frames.length; i++) {
            boolean isOurs = frames[i].startsWith(OURS);
            if (isOurs && seen.add(frames[i])) {
                ours.merge(frames[i], count, Long::sum);
            }
            if (i > 0 && !isOurs && frames[i - 1].startsWith(OURS) && seen.add(frames[i])) {
                called.merge(frames[i], count, Long::sum);
            }
        }
    }

    private static String kind(String stack) {
        if (stack.contains("CompileBroker::")) {
            return "the JIT compiler";
        }
        boolean isCollector = stack.contains("ConcurrentGCThread::") || stack.contains("GangWorker::");
        return isCollector || stack.contains("VMThread::") ? "the garbage collector" : "Java";
    }

    String report() {
        return samples + " samples\n\n" + table("what the JVM does", kinds)
                + table("IoTFlow's methods, with what they call", ours)
                + table("what IoTFlow's methods call, with what that calls", called)
                + table("any method, by itself", self);
    }

    private String table(String what, Map<String, Long> counts) {
        StringBuilder table = new StringBuilder("| " + what + " | share |\n|---|---:|\n");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Comparator.comparing(Map.Entry::getKey)))
                .limit(ROWS)
                .forEach(it -> table.append(String.format(
                        Locale.ROOT, "| `%s` | %.1f %% |%n", it.getKey(), 100.0 * it.getValue() / samples)));
        return table.append('\n').toString();
    }
}
