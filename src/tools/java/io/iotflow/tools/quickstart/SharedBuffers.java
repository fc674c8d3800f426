package io.iotflow.tools.quickstart;

import java.lang.management.ManagementFactory;

/**
 * The memory in which the embedded PostgreSQL keeps pages of its files. It is taken bit by bit, as pages are read, and never
 * given back; what is read beside it comes from the system's cache, at a higher price (src/docs/performance.md).
 *
 * @param megabytes 128 to 2048
 */
record SharedBuffers(long megabytes) {

    private static final long LEAST = 128;
    private static final long MOST = 2048;

    /** PostgreSQL's manual says a quarter where it has the machine for itself; here the application is beside it. */
    private static final int PART = 8;

    /** For this machine, or for the container whose memory is limited. */
    static SharedBuffers ofThisMachine() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? of(system.getTotalMemorySize())
                : new SharedBuffers(LEAST);
    }

    /** For so many bytes of memory, which the application and the system share. */
    static SharedBuffers of(long memory) {
        return new SharedBuffers(Math.max(LEAST, Math.min(MOST, memory / PART >> 20)));
    }

    /** As PostgreSQL's settings have it. */
    String setting() {
        return megabytes + "MB";
    }
}
