package io.iotflow.monitoring;

import com.sun.management.OperatingSystemMXBean;
import io.iotflow.platform.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.File;
import java.lang.management.ManagementFactory;

/** What the machine and this process have to do, in the Python prototype's members. */
final class MachineMetrics {

    private static final double MIB = 1024.0 * 1024;

    private MachineMetrics() {}

    /** Percentages are 0 to 100; null where the machine does not say. */
    static JsonObjectBuilder now() {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long memory = machine.getTotalMemorySize();
        long free = machine.getFreeMemorySize();
        File disk = new File("").getAbsoluteFile();
        double load = machine.getSystemLoadAverage();
        return Json.createObjectBuilder()
                .add("cpu_percent", percent(machine.getCpuLoad()))
                .add("memory_percent", percent(1 - (double) free / memory))
                .add("memory_available_mb", rounded(free / MIB))
                .add("disk_usage_percent", percent(1 - (double) disk.getUsableSpace() / disk.getTotalSpace()))
                .add(
                        "load_average",
                        load < 0
                                ? JsonValue.NULL
                                : Json.createArrayBuilder().add(rounded(load)).build());
    }

    /** This process. */
    static JsonObjectBuilder application() {
        Runtime process = Runtime.getRuntime();
        return Json.createObjectBuilder()
                .add("uptime_seconds", ManagementFactory.getRuntimeMXBean().getUptime() / 1000)
                .add("memory_used_mb", rounded((process.totalMemory() - process.freeMemory()) / MIB));
    }

    private static JsonValue percent(double part) {
        return Double.isFinite(part) && part >= 0 ? number(rounded(part * 100)) : JsonValue.NULL;
    }

    private static JsonValue number(double value) {
        return Json.createObjectBuilder().add("n", value).build().get("n");
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
