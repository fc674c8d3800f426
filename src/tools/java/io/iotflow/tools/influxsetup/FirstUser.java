package io.iotflow.tools.influxsetup;

/**
 * The user that a new InfluxDB gets, who may do everything there.
 *
 * @param password 8 to 72 characters, as InfluxDB demands
 */
public record FirstUser(String name, String password) {

    private static final int LEAST = 8;
    private static final int MOST = 72;

    /** @throws SetUpException when InfluxDB would refuse it */
    public FirstUser {
        if (name.isBlank()) {
            throw new SetUpException("the user's name must not be empty");
        }
        if (password.length() < LEAST || password.length() > MOST) {
            throw new SetUpException("InfluxDB's password must have " + LEAST + " to " + MOST + " characters");
        }
    }
}
