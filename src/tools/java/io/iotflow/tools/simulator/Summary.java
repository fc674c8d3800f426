package io.iotflow.tools.simulator;

import io.iotflow.tools.simulator.MessageTotals.Metrics;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a run has shown. */
final class Summary {

    private final StringBuilder text = new StringBuilder();

    private Summary() {}

    /**
     * How it went until the last acknowledgement.
     *
     * @param time how long they measured
     */
    static String of(int devices, String way, Duration time, MessageTotals totals) {
        Metrics metrics = totals.metrics();
        Summary summary = new Summary();
        summary.text.append(format("%n%,d devices, %.1f s, %s%n", devices, time.toMillis() / 1e3, way));
        summary.row("measured", metrics.measured(), format("%,.0f/s", metrics.measured() * 1e3 / time.toMillis()));
        summary.row("acknowledged", metrics.acknowledged(), latency(totals.latency()));
        summary.row(
                "failed attempts",
                metrics.failedAttempts(),
                totals.lastFailure().map(it -> "last: " + it).orElse(""));
        summary.exception("not delivered", metrics.waiting(), "they waited still at the end");
        summary.exception("given up", metrics.dropped(), "a device's memory was full");
        summary.exception("rejected", metrics.rejected(), "by the server, for good");
        summary.exception("garbled", metrics.garbled(), "beside them and on purpose");
        summary.exception("answers", metrics.commands(), "to commands");
        return summary.text.toString();
    }

    /** What the comparison with the store has found. */
    static String of(Verification.Result compared, long acknowledged) {
        Summary summary = new Summary();
        summary.row("compared", compared.compared(), "of the acknowledged, with what is stored");
        summary.exception(
                "not compared",
                acknowledged - compared.compared(),
                format("older than the newest %,d", Fleet.MAX_RECEIPTS));
        summary.row("lost", compared.lost(), compared.lost() > 0 ? "see the quarantine for a reason" : "");
        summary.row("duplicate", compared.duplicates(), "");
        summary.row("different", compared.different(), "");
        return summary.text.toString();
    }

    /** A row only when there is something to tell. */
    private void exception(String name, long count, String remark) {
        if (count > 0) {
            row(name, count, remark);
        }
    }

    private void row(String name, long count, String remark) {
        text.append(format("  %-16s %,12d   %s", name, count, remark).stripTrailing())
                .append(System.lineSeparator());
    }

    private static String latency(Histogram micros) {
        return format(
                "after %.1f ms (p50), %.1f ms (p99), %.1f ms (longest)",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
