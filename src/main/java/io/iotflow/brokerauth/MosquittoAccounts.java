package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts.Account;
import io.iotflow.device.DeviceTopics;
import io.iotflow.platform.problem.Problem;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Makes accounts of the plugin and brings them in line with the registry. Accounts that are not ours are left alone. */
@Singleton
class MosquittoAccounts {

    private static final Logger LOG = Logger.getLogger(MosquittoAccounts.class.getName());

    private final DynamicSecurity security;
    private final WantedAccounts registry;
    private final MissingAccounts missing;

    @Inject
    MosquittoAccounts(DynamicSecurity security, WantedAccounts registry, MissingAccounts missing) {
        this.security = security;
        this.registry = registry;
        this.missing = missing;
    }

    /**
     * Makes the account with this key, or gives it this key; older connections end. 409 when the broker has an account of
     * that name which is not ours.
     */
    void open(DeviceTopics topics, String key, boolean mayConnect) {
        String name = topics.deviceId();
        PluginResponse found =
                security.execute(List.of(PluginCommand.getClient(name))).get(0);
        if (found.found("client").filter(it -> !isOurs(it)).isPresent()) {
            throw Problem.conflict("The broker has an account '" + name
                    + "' that IoTFlow did not make; choose another device_id, or remove that account.");
        }
        String role = DeviceRole.nameOf(name);
        JsonArray acls = DeviceRole.acls(topics);
        List<PluginCommand> commands = new ArrayList<>(List.of(PluginCommand.createRole(role, acls)));
        if (found.isOk()) {
            commands.add(PluginCommand.modifyRole(role, acls));
            commands.add(PluginCommand.modifyClient(name, key, role));
            if (mayConnect) {
                commands.add(PluginCommand.enableClient(name));
            }
        } else {
            commands.add(PluginCommand.createClient(name, key, role, PluginCommand.MARK));
            if (!mayConnect) {
                commands.add(PluginCommand.disableClient(name));
            }
        }
        security.execute(commands).stream().filter(it -> !it.isAlready()).forEach(PluginResponse::require);
        missing.settled(name);
    }

    /**
     * Brings the accounts of these devices in line with the registry: rights, disabled or not, gone. An account that is
     * missing cannot be made without its key and is only counted.
     *
     * @return what the broker refused, by device
     */
    Map<String, String> align(Collection<String> deviceIds) {
        Map<String, Account> wanted =
                registry.of(deviceIds).stream().collect(Collectors.toMap(Account::deviceId, Function.identity()));
        List<PluginCommand> authorization = new ArrayList<>();
        for (String deviceId : deviceIds) {
            authorization.add(PluginCommand.getClient(deviceId));
            authorization.add(PluginCommand.getRole(DeviceRole.nameOf(deviceId)));
        }
        List<PluginResponse> answers = security.execute(authorization);
        List<PluginCommand> fixes = new ArrayList<>();
        List<String> whose = new ArrayList<>();
        int next = 0;
        for (String deviceId : deviceIds) {
            Optional<JsonObject> client = answers.get(next++).found("client");
            Optional<JsonObject> role = answers.get(next++).found("role");
            for (PluginCommand fix : fixes(deviceId, Optional.ofNullable(wanted.get(deviceId)), client, role)) {
                fixes.add(fix);
                whose.add(deviceId);
            }
        }
        return refusals(security.execute(fixes), whose);
    }

    private static Map<String, String> refusals(List<PluginResponse> answers, List<String> whose) {
        Map<String, String> refusals = new HashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            PluginResponse answer = answers.get(i);
            if (!answer.isOk() && !answer.isAbsent()) {
                refusals.put(whose.get(i), answer.command() + ": " + answer.error());
            }
        }
        return refusals;
    }

    private List<PluginCommand> fixes(
            String deviceId, Optional<Account> wanted, Optional<JsonObject> client, Optional<JsonObject> role) {
        if (client.filter(it -> !isOurs(it)).isPresent()) {
            LOG.warning(() -> "the broker's account '" + deviceId + "' is not ours and is left as it is");
            return List.of();
        }
        if (wanted.isEmpty()) {
            missing.settled(deviceId);
            return gone(deviceId, client, role);
        }
        if (client.isEmpty()) {
            missing.lost(wanted.get());
            return List.of();
        }
        missing.found(deviceId);
        return AccountDifference.between(wanted.get(), client.get(), role);
    }

    private static List<PluginCommand> gone(String deviceId, Optional<JsonObject> client, Optional<JsonObject> role) {
        List<PluginCommand> commands = new ArrayList<>();
        client.ifPresent(it -> commands.add(PluginCommand.deleteClient(deviceId)));
        role.ifPresent(it -> commands.add(PluginCommand.deleteRole(DeviceRole.nameOf(deviceId))));
        return commands;
    }

    static boolean isOurs(JsonObject client) {
        return PluginCommand.MARK.equals(client.getString("textname", ""));
    }
}
