package io.iotflow.brokerauth;

import io.iotflow.device.DeviceAccounts;
import io.iotflow.device.DeviceAccounts.Account;
import io.iotflow.mapping.PublishRights;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The accounts as the registry has them, with the topics that mappings open to them. */
@Dependent
class WantedAccounts {

    private final DeviceAccounts registry;
    private final PublishRights rights;

    @Inject
    WantedAccounts(DeviceAccounts registry, PublishRights rights) {
        this.registry = registry;
        this.rights = rights;
    }

    /** The accounts of those of these devices that are registered. */
    List<Account> of(Collection<String> deviceIds) {
        return withRights(registry.of(deviceIds));
    }

    /** All accounts by pages, as {@link DeviceAccounts#after}. */
    List<Account> after(String deviceId, int max) {
        return withRights(registry.after(deviceId, max));
    }

    private List<Account> withRights(List<Account> accounts) {
        if (accounts.isEmpty()) {
            return accounts;
        }
        Map<String, List<String>> mapped =
                rights.of(accounts.stream().map(Account::deviceId).toList());
        return accounts.stream()
                .map(it -> it.publishingTo(mapped.getOrDefault(it.deviceId(), List.of())))
                .toList();
    }
}
