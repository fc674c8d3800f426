package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts.Account;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has to be done to make an account that is there what it should be; nothing for most, so nobody is cut off. */
final class AccountDifference {

    private AccountDifference() {}

    /** The commands, first those that take rights away. */
    static List<PluginCommand> between(Account wanted, JsonObject client, Optional<JsonObject> role) {
        String name = wanted.deviceId();
        String roleName = DeviceRole.nameOf(name);
        JsonArray acls = DeviceRole.acls(wanted.topics());
        boolean isDisabled = client.getBoolean("disabled", false);
        List<PluginCommand> commands = new ArrayList<>();
        if (!wanted.mayConnect() && !isDisabled) {
            commands.add(PluginCommand.disableClient(name));
        }
        if (role.isEmpty()) {
            commands.add(PluginCommand.createRole(roleName, acls));
        } else if (!DeviceRole.hasExactly(role.get(), acls)) {
            commands.add(PluginCommand.modifyRole(roleName, acls));
        }
        if (!hasOnly(client, roleName)) {
            commands.add(PluginCommand.setClientRole(name, roleName));
        }
        if (wanted.mayConnect() && isDisabled) {
            commands.add(PluginCommand.enableClient(name));
        }
        return commands;
    }

    private static boolean hasOnly(JsonObject client, String role) {
        JsonArray roles = client.getJsonArray("roles");
        return roles.size() == 1 && roles.getJsonObject(0).getString("rolename").equals(role);
    }
}
