package io.iotflow.tools.influxsetup;

/**
 * The user that a new InfluxDB gets, who may do everything there.
 *
 * @param password 8 to 72 characters, as InfluxDB demands
 */
public record FirstUser(String name, String password) {

    private static final int MIN = 8;
    private static final int MAX = 72;

    /** @throws SetUpException when InfluxDB would refuse it */
    public FirstUser {
        if (name.isBlank()) {
            throw new SetUpException("the user's name must not be empty");
        }
        if (password.length() < MIN || password.length() > MAX) {
            throw new SetUpException("InfluxDB's password must have " + MIN + " to " + MAX + " characters");
        }
    }
}
