package io.iotflow.timeseries;

/** InfluxDB does not answer, or is not asked because it did not answer before: PostgreSQL does. */
final class NoAnswer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NoAnswer(String why) {
        super(why, null, false, false);
    }

    NoAnswer(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
