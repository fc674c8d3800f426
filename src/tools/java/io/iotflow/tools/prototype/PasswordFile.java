package io.iotflow.tools.prototype;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The accounts of the prototype's Mosquitto: a user name and a hash on each line. */
final class PasswordFile {

    /** The account of the prototype's own server. */
    private static final String SERVER = "admin";

    private PasswordFile() {}

    /** A device that has an account at the broker; its name there is its device id. */
    record Account(int line, String user, String hash) {

        boolean isTheServers() {
            return user.equals(SERVER);
        }

        /** As the server takes it. */
        JsonObject request() {
            return Json.createObjectBuilder()
                    .add("device_id", user)
                    .add("name", user + " (MQTT)")
                    .add("device_type", "mqtt")
                    .add("mqtt_password_hash", hash)
                    .build();
        }

        /** Without the hash. */
        @Override
        public String toString() {
            return "Account[" + user + "]";
        }
    }

    static List<Account> read(Path file) throws IOException {
        List<Account> accounts = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            int colon = line.indexOf(':');
            if (!line.isBlank() && !line.startsWith("#")) {
                accounts.add(new Account(
                        number,
                        colon < 0 ? line.strip() : line.substring(0, colon),
                        colon < 0 ? "" : line.substring(colon + 1).strip()));
            }
        }
        return accounts;
    }
}
