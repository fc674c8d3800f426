package io.iotflow.brokerauth;

import io.iotflow.platform.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * A command of Mosquitto's dynamic-security plugin (plugins/dynamic-security of Mosquitto 2.0), sent as one of an array
 * on {@code $CONTROL/dynamic-security/v1}.
 */
record PluginCommand(String name, JsonObject fields) {

    /** The mark of what is ours: accounts without it are never touched. */
    static final String MARK = "IoTFlow device";

    private static final String USERNAME = "username";
    private static final String PASSWORD = "password";
    private static final String ROLE = "rolename";
    private static final String TEXT_NAME = "textname";

    static PluginCommand getClient(String username) {
        return of("getClient", USERNAME, username);
    }

    static PluginCommand createClient(String username, String password, String role, String mark) {
        return new PluginCommand("createClient", client(username, password, role, mark));
    }

    /** Sets password and roles; the client's connections end. */
    static PluginCommand modifyClient(String username, String password, String role) {
        return new PluginCommand("modifyClient", client(username, password, role, MARK));
    }

    /** Sets the one role; the client's connections end. */
    static PluginCommand setClientRole(String username, String role) {
        return new PluginCommand(
                "modifyClient",
                Json.createObjectBuilder()
                        .add(USERNAME, username)
                        .add("roles", roles(role))
                        .build());
    }

    /** Adds a role to those that it has; the client's connections end. */
    static PluginCommand addClientRole(String username, String role) {
        return new PluginCommand(
                "addClientRole",
                Json.createObjectBuilder()
                        .add(USERNAME, username)
                        .add(ROLE, role)
                        .build());
    }

    static PluginCommand enableClient(String username) {
        return of("enableClient", USERNAME, username);
    }

    /** The client's connections end, and it cannot connect. */
    static PluginCommand disableClient(String username) {
        return of("disableClient", USERNAME, username);
    }

    /** The client's connections end. */
    static PluginCommand deleteClient(String username) {
        return of("deleteClient", USERNAME, username);
    }

    static PluginCommand listClients(int offset, int count) {
        return list("listClients", offset, count, true);
    }

    static PluginCommand listRoles(int offset, int count) {
        return list("listRoles", offset, count, false);
    }

    static PluginCommand getRole(String role) {
        return of("getRole", ROLE, role);
    }

    static PluginCommand createRole(String role, JsonArray acls) {
        return new PluginCommand("createRole", role(role, acls));
    }

    /** Replaces the rights; connections stay, and are held to the new ones at once. */
    static PluginCommand modifyRole(String role, JsonArray acls) {
        return new PluginCommand("modifyRole", role(role, acls));
    }

    static PluginCommand deleteRole(String role) {
        return of("deleteRole", ROLE, role);
    }

    static PluginCommand getDefaultAccess() {
        return new PluginCommand(
                "getDefaultACLAccess", Json.createObjectBuilder().build());
    }

    /** What is not allowed to somebody is denied; only giving a subscription up is always allowed. */
    static PluginCommand denyByDefault() {
        JsonArrayBuilder acls = Json.createArrayBuilder();
        for (String type : new String[] {"publishClientSend", "publishClientReceive", "subscribe"}) {
            acls.add(Json.createObjectBuilder().add("acltype", type).add("allow", false));
        }
        return new PluginCommand(
                "setDefaultACLAccess",
                Json.createObjectBuilder().add("acls", acls).build());
    }

    /** The command as it is sent; the answer repeats the correlation. */
    JsonObject toJson(String correlation) {
        return Json.createObjectBuilder(fields)
                .add("command", name)
                .add("correlationData", correlation)
                .build();
    }

    private static PluginCommand of(String name, String field, String value) {
        return new PluginCommand(
                name, Json.createObjectBuilder().add(field, value).build());
    }

    private static PluginCommand list(String name, int offset, int count, boolean verbose) {
        return new PluginCommand(
                name,
                Json.createObjectBuilder()
                        .add("offset", offset)
                        .add("count", count)
                        .add("verbose", verbose)
                        .build());
    }

    private static JsonObject client(String username, String password, String role, String mark) {
        return Json.createObjectBuilder()
                .add(USERNAME, username)
                .add(PASSWORD, password)
                .add(TEXT_NAME, mark)
                .add("roles", roles(role))
                .build();
    }

    private static JsonObject role(String role, JsonArray acls) {
        JsonObjectBuilder json = Json.createObjectBuilder().add(ROLE, role);
        return json.add(TEXT_NAME, MARK).add("acls", acls).build();
    }

    private static JsonArray roles(String role) {
        return Json.createArrayBuilder()
                .add(Json.createObjectBuilder().add(ROLE, role))
                .build();
    }

    /** Without the fields: records print every component, and a password must not reach a log. */
    @Override
    public String toString() {
        return name;
    }
}
