package io.iotflow.tools.quickstart;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one device may take of the embedded broker.
 *
 * @param perSecond messages a second, over all its connections; what comes faster waits at the device
 * @param burst messages at once after a pause
 * @param inFlight messages, each KiB beyond the first counting as one more, that are received and not yet acknowledged
 * @param sessions connected or kept
 * @param retained topics with a retained message
 * @param wrongLogins from one address a minute
 */
record BrokerLimits(double perSecond, double burst, int inFlight, int sessions, int retained, int wrongLogins) {

    /** Everything but the rates, which tests exceed in a hurry. */
    static final BrokerLimits WITHOUT_RATES = new BrokerLimits(1e9, 1e9, 512, 10, 20, 1_000_000);

    private static final String RATE = "IOTFLOW_RATE_TELEMETRY";
    private static final String DEFAULT_RATE = "6000/PT1M,burst=10000";
    private static final Pattern FORM = Pattern.compile("(\\d+)/(P[^,]+)(?:,burst=(\\d+))?");

    /** As the application limits telemetry: what the broker lets through, the application does not have to refuse. */
    static BrokerLimits of(Map<String, String> environment) {
        String rate = environment.getOrDefault(RATE, DEFAULT_RATE).strip();
        BrokerLimits usual = WITHOUT_RATES;
        double perSecond = usual.perSecond;
        double burst = usual.burst;
        Matcher form = FORM.matcher(rate);
        if (form.matches()) { // else it is off, or wrong, which the application says
            try {
                double count = Double.parseDouble(form.group(1));
                perSecond = count / Math.max(1e-3, Duration.parse(form.group(2)).toMillis() / 1e3);
                burst = form.group(3) == null ? count : Double.parseDouble(form.group(3));
            } catch (DateTimeParseException e) {
                // The application says so.
            }
        }
        return new BrokerLimits(perSecond, burst, usual.inFlight, usual.sessions, usual.retained, 60);
    }
}
