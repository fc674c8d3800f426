package io.iotflow.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Processor time and memory of processes, as Linux counts them in {@code /proc}; 0 for a process that is gone. */
final class CpuClock {

    private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on every Linux that Java runs on
    private static final int USER = 11; // places in /proc/PID/stat after the program's name, see proc(5)
    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private CpuClock() {}

    /** Seconds of one process, all its threads. */
    static double seconds(long pid) {
        String[] stat = stat(pid);
        return ticks(stat, USER, SYSTEM) / TICKS_PER_SECOND;
    }

    /** Seconds of a process and its children, also those that have ended, without some that live. */
    static double secondsWithChildren(long pid, Set<Long> without) {
        double ended = ticks(stat(pid), CHILDREN_USER, CHILDREN_SYSTEM) / TICKS_PER_SECOND;
        return seconds(pid)
                + ended
                + children(pid).stream()
                        .filter(child -> !without.contains(child))
                        .mapToDouble(CpuClock::seconds)
                        .sum();
    }

    /** Resident bytes of one process. */
    static long resident(long pid) {
        return bytes(pid, "status", "VmRSS:");
    }

    /** Resident bytes of a process and its children, shared memory counted once where Linux tells. */
    static long residentWithChildren(long pid) {
        return proportional(pid)
                + children(pid).stream().mapToLong(CpuClock::proportional).sum();
    }

    private static long proportional(long pid) {
        long pss = bytes(pid, "smaps_rollup", "Pss:");
        return pss > 0 ? pss : resident(pid);
    }

    private static List<Long> children(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .toList();
    }

    private static double ticks(String[] stat, int first, int second) {
        return stat.length <= second ? 0 : Long.parseLong(stat[first]) + Long.parseLong(stat[second]);
    }

    private static String[] stat(long pid) {
        try {
            String line = Files.readString(file(pid, "stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static long bytes(long pid, String file, String key) {
        try {
            return Files.readAllLines(file(pid, file)).stream()
                    .filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static Path file(long pid, String name) {
        return Path.of("/proc", Long.toString(pid), name);
    }
}
