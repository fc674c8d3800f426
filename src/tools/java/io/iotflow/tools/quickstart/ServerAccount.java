package io.iotflow.tools.quickstart;

import io.iotflow.device.ApiKey;
import java.util.Objects;

/** The account with which the IoTFlow application itself connects to the embedded broker. */
public record ServerAccount(String username, String password) {

    /** The user name and client id that no device can take. */
    public static final String USERNAME = "iotflow-server";

    public ServerAccount {
        if (Objects.requireNonNull(username, "username").isBlank()) {
            throw new IllegalArgumentException("the server account needs a user name");
        }
        if (Objects.requireNonNull(password, "password").isBlank()) {
            throw new IllegalArgumentException("the server account needs a password");
        }
    }

    /** {@value #USERNAME} with a password of 256 random bits. */
    public static ServerAccount random() {
        return new ServerAccount(USERNAME, ApiKey.generate());
    }

    /** The user name only: records print every component, and this one must not reach a log. */
    @Override
    public String toString() {
        return "ServerAccount[" + username + "]";
    }
}
