package io.iotflow.tools.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The statistics as Markdown, for src/docs/performance.md. */
final class Report {

    private static final double MILLION_BYTES = 1e6;

    private final List<Figures> phases;
    private final StringBuilder text = new StringBuilder();

    private Report(List<Figures> phases) {
        this.phases = phases;
    }

    /**
     * The report.
     *
     * @param circumstances what to tell about the run and the machine, in order
     */
    static String of(List<Figures> phases, Map<String, String> circumstances) {
        Report report = new Report(phases);
        report.table();
        report.text.append('\n');
        circumstances.forEach((key, value) ->
                report.text.append("- ").append(key).append(": ").append(value).append('\n'));
        return report.text.toString();
    }

    private void table() {
        row("", Figures::name);
        text.append("|---|").append("---:|".repeat(phases.size())).append('\n');
        row("connections", it -> "" + it.connections());
        row("measured, s", it -> decimal(it.seconds()));
        row("sent", it -> count(it.sent()));
        row("acknowledged", it -> count(it.acknowledged()));
        row("**acknowledged/s**", it -> count(it.acknowledged() / it.seconds()));
        row("committed", it -> count(it.committed()));
        row("**committed/s**", it -> count(it.committed() / it.seconds()));
        row("publish to visible, ms: p50", it -> millis(it.latency().getValueAtPercentile(50)));
        row("p99", it -> millis(it.latency().getValueAtPercentile(99)));
        row("max", it -> millis(it.latency().getMaxValue()));
        row("probes", it -> count(it.latency().getTotalCount()));
        row("**lost**", it -> count(it.lost()));
        row("**duplicates**", it -> count(it.duplicates()));
        row("stored out of order", it -> count(it.outOfOrder()));
        row("failed attempts", it -> count(it.failed()));
        costs("CPU s per million committed: ", Figures::cpuPerMillion, Report::decimal);
        costs("memory at the begin, MB: ", Figures::memoryBefore, bytes -> count(bytes / MILLION_BYTES));
        costs("memory at the end, MB: ", Figures::memory, bytes -> count(bytes / MILLION_BYTES));
    }

    private void costs(String what, Function<Figures, Costs> costs, Function<Double, String> format) {
        row(what + "application", it -> format.apply(costs.apply(it).application()));
        row("PostgreSQL", it -> format.apply(costs.apply(it).postgres()));
        row("bench JVM", it -> format.apply(costs.apply(it).launcher()));
        if (phases.stream().anyMatch(it -> costs.apply(it).mosquitto() > 0)) {
            row("Mosquitto", it -> {
                double value = costs.apply(it).mosquitto();
                return value > 0 ? format.apply(value) : "";
            });
        }
    }

    private void row(String head, Function<Figures, String> cell) {
        text.append("| ").append(head).append(" | ");
        text.append(phases.stream().map(cell).collect(Collectors.joining(" | ")));
        text.append(" |\n");
    }

    private static String count(double number) {
        return String.format(Locale.ROOT, "%,.0f", number);
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%,.1f", number);
    }

    private static String millis(long micros) {
        return decimal(micros / 1e3);
    }
}
