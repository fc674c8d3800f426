package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.client.ClientContext;
import com.hivemq.extension.sdk.api.client.parameter.InitializerInput;
import com.hivemq.extension.sdk.api.interceptor.publish.PublishOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.publish.parameter.PublishOutboundOutput;
import com.hivemq.extension.sdk.api.services.intializer.ClientInitializer;
import com.hivemq.extension.sdk.api.services.session.ClientService;
import io.iotflow.tools.quickstart.SessionOwners.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a session never gives more than its device may have now. HiveMQ checks rights when a client connects
 * and subscribes, and keeps subscriptions and waiting messages for whoever comes back: so who lost a right is put out,
 * the session of a device that may no longer be there is forgotten, and each message is checked as it goes out.
 */
final class SessionGuard implements ClientInitializer, PublishOutboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(SessionGuard.class);
    private static final int PATIENCE_SECONDS = 5;

    private final ClientService clients;
    private final DeviceKeys keys;
    private final SessionOwners owners;
    private final String server;
    private final SubscriptionReports reports;
    private final DeviceFlows flows;

    SessionGuard(
            ClientService clients,
            DeviceKeys keys,
            SessionOwners owners,
            String server,
            SubscriptionReports reports,
            DeviceFlows flows) {
        this.clients = clients;
        this.keys = keys;
        this.owners = owners;
        this.server = server;
        this.reports = reports;
        this.flows = flows;
    }

    /**
     * Lets a device's client in that has claimed its client id. The registry is asked once more: a change since it was
     * asked about the key was told to clients that were known then.
     *
     * @return what it may do; empty when it is not as it was
     */
    Optional<Admission> admit(String clientId, Admission admission) {
        owners.admit(clientId, admission);
        compare(clientId, keys.accountOf(admission.topics().deviceId()));
        return owners.of(clientId).flatMap(Owner::admission);
    }

    /**
     * Forgets the session that an earlier device with the same id had under this client id, and one of whoever took the
     * client id that is this device's own.
     */
    void forgetFormer(String clientId, String account) {
        String deviceId = Owner.deviceId(account);
        owners.of(clientId)
                .filter(it -> !it.account().equals(account))
                .filter(it -> it.deviceId().equals(deviceId) || ClientIds.isOwn(clientId, deviceId))
                .ifPresent(it -> forget(clientId, it));
    }

    /** The rights of a device may have changed; of every device where the id is empty. */
    void changed(String deviceId) {
        Map<String, List<String>> devices = owners.clientsByDevice();
        devices.remove(server);
        (deviceId.isEmpty() ? devices.keySet() : List.of(deviceId)).forEach(device -> {
            List<String> known = devices.getOrDefault(device, List.of());
            if (!known.isEmpty()) {
                Optional<DeviceAccount> account = keys.accountOf(device);
                known.forEach(it -> compare(it, account));
            }
        });
    }

    /** Puts out those whose key has expired; never throws, because a timer calls it. */
    void expire() {
        try {
            putOutExpired();
        } catch (RuntimeException e) {
            LOG.warn("A client whose key has expired could not be disconnected: {}", e.getMessage());
        }
    }

    private void putOutExpired() {
        owners.all().forEach((clientId, owner) -> {
            if (owner.admission().filter(Admission::isOver).isPresent()) {
                putOut(clientId, owner);
            }
        });
    }

    /** HiveMQ has the client now; who was put out before that could not be disconnected. */
    @Override
    public void initialize(InitializerInput input, ClientContext context) {
        String clientId = input.getClientInformation().getClientId();
        Optional<Owner> owner = owners.of(clientId);
        if (owner.filter(it -> it.account().equals(server)).isPresent()) {
            if (owner.get().inFile()) { // a kept session is the one that takes what devices send
                flows.listenTo(input.getConnectionInformation());
            }
            return; // it reads all that devices send: that must cost nothing
        }
        context.addPublishOutboundInterceptor(this);
        if (owner.flatMap(Owner::admission).isEmpty()) {
            context.getDefaultPermissions().clear();
            clients.disconnectClient(clientId);
            return;
        }
        owners.count(clientId, owner.get().account());
        flows.limit(input.getConnectionInformation(), owner.get().account());
        context.addSubackOutboundInterceptor(reports);
        reports.connected(clientId);
    }

    @Override
    public void onOutboundPublish(PublishOutboundInput input, PublishOutboundOutput output) {
        String topic = input.getPublishPacket().getTopic();
        if (!owners.of(input.getClientInformation().getClientId())
                .flatMap(Owner::admission)
                .filter(it -> it.mayRead(topic))
                .isPresent()) {
            output.preventPublishDelivery();
        }
    }

    private void compare(String clientId, Optional<DeviceAccount> account) {
        owners.of(clientId).ifPresent(owner -> {
            if (!account.map(DeviceAccount::name).equals(Optional.of(owner.account()))) {
                forget(clientId, owner);
                return;
            }
            owner.admission()
                    .ifPresent(admission -> admission
                            .asOf(account.get())
                            .ifPresentOrElse(
                                    now -> owners.replace(clientId, owner, owner.with(now)),
                                    () -> putOut(clientId, owner)));
        });
    }

    /** Who may go on connects again, with the rights of now. */
    private void putOut(String clientId, Owner owner) {
        if (owners.replace(clientId, owner, owner.without())) {
            clients.disconnectClient(clientId);
        }
    }

    /** Ends the session with its subscriptions and what waits in it. */
    private void forget(String clientId, Owner owner) {
        Owner legacy = owner.without();
        if (owners.replace(clientId, owner, legacy)) {
            if (hasSession(clients, clientId)) { // else HiveMQ calls it an error
                await(clients.invalidateSession(clientId));
            }
            owners.remove(clientId, legacy);
            LOG.info("Forgot a session of {}, which may no longer be here", owner.deviceId());
        }
    }

    static boolean hasSession(ClientService clients, String clientId) {
        return await(clients.getSession(clientId)).isPresent();
    }

    private static <T> T await(Future<T> answer) {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("HiveMQ does not answer about a session: " + e, e);
        }
    }
}
