package io.iotflow.tools.bench;

import java.util.Locale;

/**
 * What one way to send many messages at once reached.
 *
 * @param stored messages answered as stored in the measured window
 * @param applicationCpu processor seconds of the application, or of InfluxDB
 * @param postgresCpu 0 where there is none
 * @param lost answered as stored, and not there at the end; of the whole run
 * @param doubled rows beyond one for each message; of the whole run
 */
record BatchFigures(
        String name,
        double seconds,
        long stored,
        double applicationCpu,
        double postgresCpu,
        long failed,
        long lost,
        long doubled) {

    static final String HEAD = """
            | way | points/s | CPU s per million: application | PostgreSQL | lost | doubled | failed attempts |
            |---|---:|---:|---:|---:|---:|---:|
            """;

    double perSecond() {
        return stored / seconds;
    }

    boolean isSound() {
        return lost == 0 && doubled == 0 && stored > 0;
    }

    String row() {
        double millions = Math.max(1, stored) / 1e6;
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.1f | %.1f | %d | %d | %d |%n",
                name,
                perSecond(),
                applicationCpu / millions,
                postgresCpu / millions,
                lost,
                doubled,
                failed);
    }
}
