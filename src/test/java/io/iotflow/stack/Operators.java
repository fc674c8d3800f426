package io.iotflow.stack;

import java.util.UUID;

/** Operators beside the first admin. */
public final class Operators {

    private Operators() {}

    /** A new one who may only read. */
    public static Client newViewer(Client admin) {
        return newKey(admin, "viewer", "");
    }

    /** A new one with this role, and these members more. */
    public static Client newKey(Client admin, String role, String more) {
        Reply reply = admin.post(
                "/api/v1/admin/keys",
                "{\"name\":\"%s %s\",\"role\":\"%s\"%s}".formatted(role, UUID.randomUUID(), role, more));
        if (reply.status() != 201) {
            throw new IllegalStateException("operator key: " + reply.status() + " " + reply.text());
        }
        return admin.withKey(reply.json().getJsonObject("key").getString("api_key"));
    }
}
