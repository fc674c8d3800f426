package io.iotflow.tools.bench;

import java.util.Locale;

/** What each did, as Markdown; NaN is what was not measured. */
final class PeersTable {

    private final StringBuilder rows =
            new StringBuilder("| work | IoTFlow | peer | | ratio |\n|---|---:|---|---:|---:|\n");

    void row(String work, double own, String peer, double other) {
        String row = String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s |%n",
                work,
                number(own),
                peer,
                number(other),
                Double.isNaN(own) || Double.isNaN(other) ? "–" : String.format(Locale.ROOT, "%.2f", own / other));
        System.err.print(row);
        rows.append(row);
    }

    void row(String work, double own) {
        row(work, own, "", Double.NaN);
    }

    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    @Override
    public String toString() {
        return rows.toString();
    }
}
