package io.iotflow.tools.bench;

import java.util.Locale;

/**
 * What a large fleet cost in one measured time.
 *
 * @param rows in the log before it
 * @param cpu of the processes, in seconds
 */
record MillionFigures(
        String name, long rows, long messages, double seconds, Costs cpu, DatabaseCosts database, String loadAverage) {

    static final String HEAD = """
            | | rows before | messages/s | CPU µs a message: application | PostgreSQL | WAL bytes a message | whole pages a message \
            | disk bytes a message | WAL fsyncs a batch | load average |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
            """;

    static final String RATIOS = """
            | beside the first of `--rows`, a message | rows before | application's CPU | PostgreSQL's CPU | WAL bytes |
            |---|---:|---:|---:|---:|
            """;

    double perSecond() {
        return messages / seconds;
    }

    /** How many times as much a message cost as then. */
    String ratio(MillionFigures before) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %.2f | %.2f | %.2f |%n",
                name,
                rows,
                cpu.application() / messages / (before.cpu.application() / before.messages),
                cpu.postgres() / messages / (before.cpu.postgres() / before.messages),
                (double) database.walBytes() / messages / ((double) before.database.walBytes() / before.messages));
    }

    String row() {
        double all = Math.max(1, messages);
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %,.0f | %.1f | %.1f | %,.0f | %.3f | %,.0f | %.2f | %s |%n",
                name,
                rows,
                perSecond(),
                cpu.application() / all * 1e6,
                cpu.postgres() / all * 1e6,
                database.walBytes() / all,
                database.walPages() / all,
                database.logBytes() / all,
                database.walSyncs() / (all / BatchForm.lines.messages),
                loadAverage);
    }
}
