package io.iotflow.tools.simulator;

import io.iotflow.tools.simulator.Tally.Figures;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a run has shown. */
final class Summary {

    private Summary() {}

    /**
     * As text.
     *
     * @param compared what the comparison with the store has found
     */
    static String of(int devices, String way, Duration time, Tally tally, Verification.Result compared) {
        Figures figures = tally.figures();
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "%n%,d devices, %.1f s, %s%n", devices, time.toMillis() / 1e3, way));
        row(
                text,
                "sent",
                figures.sent(),
                String.format(Locale.ROOT, "%,.0f/s", figures.sent() * 1e3 / time.toMillis()));
        row(text, "acknowledged", figures.acknowledged(), latency(tally.latency()));
        row(text, "not delivered", figures.waiting(), "they waited still at the end");
        row(text, "given up", figures.dropped(), "a device's memory was full");
        row(text, "rejected", figures.rejected(), "by the server, for good");
        row(text, "garbled", figures.garbled(), "beside them, on purpose: they are in the quarantine");
        row(
                text,
                "failed attempts",
                figures.failedAttempts(),
                tally.lastFailure().map(it -> "last: " + it).orElse(""));
        row(text, "answers", figures.commands(), "to commands");
        row(text, "compared", compared.compared(), "acknowledged, looked for at the store");
        row(text, "lost", compared.lost(), "");
        row(text, "duplicate", compared.duplicates(), "");
        row(text, "different", compared.different(), "other values than were sent");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, long count, String remark) {
        String line = String.format(Locale.ROOT, "  %-16s %,12d   %s", name, count, remark);
        text.append(line.stripTrailing()).append(System.lineSeparator());
    }

    private static String latency(Histogram micros) {
        return String.format(
                Locale.ROOT,
                "after %.1f ms (p50), %.1f ms (p99), %.1f ms (longest)",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
