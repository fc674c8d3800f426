package io.iotflow.stack;

import java.util.UUID;

/** Operators beside the first admin. */
public final class Operators {

    private Operators() {}

    /** A new one who may only read. */
    public static Client newViewer(Client admin) {
        Reply reply = admin.post(
                "/api/v1/admin/keys", "{\"name\":\"viewer %s\",\"role\":\"viewer\"}".formatted(UUID.randomUUID()));
        if (reply.status() != 201) {
            throw new IllegalStateException("operator key: " + reply.status() + " " + reply.text());
        }
        return admin.withKey(reply.json().getJsonObject("key").getString("api_key"));
    }
}
