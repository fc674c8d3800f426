package io.iotflow.tools.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import one.profiler.AsyncProfilerLoader;

/** async-profiler in another JVM of this user: samples of processor time, a thousand for each second of it. */
final class Profiler {

    private final String pid;
    private final Path stacks;

    Profiler(long pid, Path folder) {
        this.pid = Long.toString(pid);
        this.stacks = folder.resolve("stacks.txt");
    }

    void start() {
        run("start", "-e", "ctimer", "-i", "1ms", pid); // needs no right to read the kernel's events
    }

    /** Keeps what was sampled until now. */
    void dump() {
        run("dump", "-o", "collapsed", "-f", stacks.toString(), pid);
    }

    /** Writes the flame graph; returns the largest shares of what was kept. */
    String stop(Path flameGraph) throws IOException {
        run("stop", "-o", "flamegraph", "-f", flameGraph.toString(), pid);
        return ProfileShares.of(Files.readAllLines(stacks)).report();
    }

    private static void run(String... arguments) {
        try {
            AsyncProfilerLoader.executeProfiler(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
