package io.iotflow.tools.bench;

import java.util.Locale;

/**
 * What registrations over one connection cost.
 *
 * @param cpu processor seconds of all of them
 */
record RegistrationFigures(long registered, double seconds, Costs cpu, DatabaseCosts database) {

    double perSecond() {
        return registered / seconds;
    }

    /** Microseconds of a core for one. */
    Costs micros() {
        return cpu.dividedBy(registered / 1e6);
    }

    String report() {
        return String.format(
                Locale.ROOT,
                "%,d registered, %.0f/s; processor time of one: application %,.0f µs, PostgreSQL %,.0f µs, client and broker %,.0f µs;"
                        + " %.2f transactions, %.2f waits for the disk and %,.0f bytes of WAL each; load average %s",
                registered,
                perSecond(),
                micros().application(),
                micros().postgres(),
                micros().launcher(),
                database.commits() / (double) registered,
                database.walSyncs() / (double) registered,
                database.walBytes() / (double) registered,
                Machine.loadAverage());
    }
}
