package io.iotflow.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the statistics were measured on. */
final class Machine {

    private Machine() {}

    static String processor() {
        return value("/proc/cpuinfo", "model name") + ", "
                + Runtime.getRuntime().availableProcessors()
                + " cores for everything: load generator, broker, application and PostgreSQL";
    }

    static String memory() {
        String kilobytes = value("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return kilobytes.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f GB", Long.parseLong(kilobytes) / 1024.0 / 1024.0);
    }

    static String kernel() {
        return System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
    }

    static String java() {
        return System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name");
    }

    /** How busy the machine was before: processes that ran or waited, the average of a minute. */
    static String loadAverage() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String value(String file, String key) {
        try {
            return Files.readAllLines(Path.of(file)).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
