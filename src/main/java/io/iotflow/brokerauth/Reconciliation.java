package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts.Account;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Finds what drifted between the broker and the registry, page by page. It only stores that the devices are due; what is to be done is
 * decided afresh when that is done, so that a change under way meanwhile is not undone.
 */
@Singleton
class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class.getName());
    private static final int PAGE = 500;

    private final DynamicSecurity security;
    private final WantedAccounts registry;
    private final AccountChanges changes;
    private final MissingAccounts missing;
    private volatile int present;
    private int missingBefore;

    @Inject
    Reconciliation(DynamicSecurity security, WantedAccounts registry, AccountChanges changes, MissingAccounts missing) {
        this.security = security;
        this.registry = registry;
        this.changes = changes;
        this.missing = missing;
    }

    /** How many accounts of ours the broker had at the last look. */
    int present() {
        return present;
    }

    /** Looks at all accounts and all devices. */
    void run() {
        Set<String> accounts = new HashSet<>();
        int drifted = compareAccounts(accounts) + compareRoles(accounts);
        present = accounts.size();
        compareDevices(accounts);
        if (drifted > 0) {
            LOG.info(() -> drifted + " accounts or roles at the broker differ from the registry and are being fixed");
        }
        int lost = missing.count();
        if (lost > 0 && lost != missingBefore) {
            LOG.warning(
                    () -> lost + " devices, such as " + missing.example() + ", have no account at the broker. Each"
                            + " is made again when its device calls the HTTP interface with its key, or when its key is rotated");
        }
        missingBefore = lost;
    }

    private int compareAccounts(Set<String> accounts) {
        int drifted = 0;
        int offset = 0;
        List<JsonObject> page;
        do {
            page = security.execute(PluginCommand.listClients(offset, PAGE))
                    .data()
                    .getJsonArray("clients")
                    .getValuesAs(JsonObject.class);
            drifted += compare(page.stream().filter(MosquittoAccounts::isOurs).toList(), accounts);
            offset += page.size();
        } while (page.size() == PAGE);
        return drifted;
    }

    private int compare(List<JsonObject> clients, Set<String> accounts) {
        List<String> names =
                clients.stream().map(it -> it.getString("username")).toList();
        accounts.addAll(names);
        Map<String, Account> devices =
                registry.of(names).stream().collect(Collectors.toMap(Account::deviceId, Function.identity()));
        List<PluginResponse> roles = security.execute(names.stream()
                .map(DeviceRole::nameOf)
                .map(PluginCommand::getRole)
                .toList());
        List<String> unknown = new ArrayList<>();
        List<String> different = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            Account wanted = devices.get(names.get(i));
            Optional<JsonObject> role = roles.get(i).found("role");
            if (wanted == null) {
                unknown.add(names.get(i));
            } else if (!AccountDifference.between(wanted, clients.get(i), role).isEmpty()) {
                different.add(names.get(i));
            }
        }
        addDue(unknown, AccountKeeper.UNCERTAIN); // it may be registered this moment
        addDue(different, Duration.ZERO);
        return unknown.size() + different.size();
    }

    private int compareRoles(Set<String> accounts) {
        int drifted = 0;
        int offset = 0;
        List<JsonString> page;
        do {
            page = security.execute(PluginCommand.listRoles(offset, PAGE))
                    .data()
                    .getJsonArray("roles")
                    .getValuesAs(JsonString.class);
            List<String> left = page.stream()
                    .map(it -> DeviceRole.deviceOf(it.getString()))
                    .flatMap(Optional::stream)
                    .filter(it -> !accounts.contains(it))
                    .toList();
            addDue(left, AccountKeeper.UNCERTAIN);
            drifted += left.size();
            offset += page.size();
        } while (page.size() == PAGE);
        return drifted;
    }

    private void compareDevices(Set<String> accounts) {
        String last = "";
        List<Account> page;
        do {
            page = registry.after(last, PAGE);
            Map<String, Account> unseen = new HashMap<>();
            page.stream().filter(it -> !accounts.contains(it.deviceId())).forEach(it -> unseen.put(it.deviceId(), it));
            page.stream().map(Account::deviceId).filter(accounts::contains).forEach(missing::found);
            confirm(unseen);
            last = page.isEmpty() ? last : page.get(page.size() - 1).deviceId();
        } while (page.size() == PAGE);
    }

    /** What the pages did not show may have come, or moved from one page to another, meanwhile. */
    private void confirm(Map<String, Account> unseen) {
        List<String> names = List.copyOf(unseen.keySet());
        List<PluginResponse> answers =
                security.execute(names.stream().map(PluginCommand::getClient).toList());
        for (int i = 0; i < names.size(); i++) {
            if (answers.get(i).isAbsent()) {
                missing.lost(unseen.get(names.get(i)));
            }
        }
    }

    private void addDue(List<String> deviceIds, Duration pause) {
        if (!deviceIds.isEmpty()) {
            changes.note(deviceIds, pause);
        }
    }
}
