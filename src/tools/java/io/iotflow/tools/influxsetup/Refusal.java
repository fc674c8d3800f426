package io.iotflow.tools.influxsetup;

import com.influxdb.exceptions.InfluxException;

/** What InfluxDB's refusals mean, and what to do about them. */
final class Refusal {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    /** InfluxDB's word for a token that it does not know; for a right that is missing it names the right. */
    private static final String UNKNOWN_TOKEN = "unauthorized access";

    private Refusal() {}

    /** @param doing what was tried, such as "making the bucket x" */
    static SetUpException of(InfluxException refusal, String doing) {
        String said = refusal.getMessage() == null ? refusal.toString() : refusal.getMessage();
        if (refusal.status() == 0) {
            return new SetUpException(
                    "InfluxDB did not answer while " + doing + " (" + said + "). Run this again.", refusal);
        }
        if (isUnknownToken(refusal)) {
            return new SetUpException(
                    "InfluxDB does not know the admin token (" + doing + "). Give one that it made: --admin-token or"
                            + " INFLUXDB_ADMIN_TOKEN; `influx auth list` shows them.",
                    refusal);
        }
        if (isMissingRight(refusal)) {
            return new SetUpException(
                    "The admin token has no right for this: " + doing + " (" + said
                            + "). Give an operator or all-access token of this organisation.",
                    refusal);
        }
        return new SetUpException("InfluxDB refused " + doing + " (" + refusal.status() + "): " + said, refusal);
    }

    static boolean isUnknownToken(InfluxException refusal) {
        return refusal.status() == UNAUTHORIZED
                && String.valueOf(refusal.getMessage()).contains(UNKNOWN_TOKEN);
    }

    static boolean isMissingRight(InfluxException refusal) {
        return refusal.status() == UNAUTHORIZED && !isUnknownToken(refusal) || refusal.status() == FORBIDDEN;
    }
}
