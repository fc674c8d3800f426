package io.iotflow.tools.bench;

import org.HdrHistogram.Histogram;

/**
 * What one phase measured. Counts are of the measured window, but failures, lost and duplicates are of the whole phase,
 * warm-up and end included.
 *
 * @param seconds the window's length
 * @param acknowledged PUBACK or 201
 * @param committed rows that became visible in PostgreSQL
 * @param latency microseconds from publish to visible
 * @param failed attempts that failed
 * @param lost acknowledged, and not in PostgreSQL at the end; must be 0
 * @param duplicates rows beyond one for each message; must be 0
 * @param outOfOrder rows that were stored after a later one of their device
 * @param cpu processor seconds
 * @param memoryBefore resident bytes at the window's begin
 * @param memory resident bytes at the window's end
 */
record Figures(
        String name,
        int connections,
        double seconds,
        long sent,
        long acknowledged,
        long committed,
        Histogram latency,
        long failed,
        long lost,
        long duplicates,
        long outOfOrder,
        Costs cpu,
        Costs memoryBefore,
        Costs memory) {

    boolean isSound() {
        return lost == 0 && duplicates == 0 && committed > 0;
    }

    /** Processor seconds for a million committed messages. */
    Costs cpuPerMillion() {
        return cpu.dividedBy(Math.max(1, committed) / 1e6);
    }
}
