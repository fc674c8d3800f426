package io.iotflow.tools.quickstart;

import com.hivemq.extension.sdk.api.interceptor.suback.SubackOutboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.suback.parameter.SubackOutboundInput;
import com.hivemq.extension.sdk.api.interceptor.suback.parameter.SubackOutboundOutput;
import com.hivemq.extension.sdk.api.packets.subscribe.SubackReasonCode;
import com.hivemq.extension.sdk.api.services.subscription.SubscriptionStore;
import io.iotflow.tools.quickstart.SessionOwners.Owner;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application which device listens to its commands as of now: it has subscribed (a device may subscribe to
 * nothing else), or came back to a session that is. On threads of our own, because HiveMQ's must not wait. What cannot be
 * told is no loss: unanswered commands are repeated anyway.
 */
final class SubscriptionReports implements SubackOutboundInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionReports.class);

    private final SubscriptionStore subscriptions;
    private final DeviceKeys registry;
    private final SessionOwners owners;
    private final Executor executor;

    SubscriptionReports(SubscriptionStore subscriptions, DeviceKeys registry, SessionOwners owners, Executor executor) {
        this.subscriptions = subscriptions;
        this.registry = registry;
        this.owners = owners;
        this.executor = executor;
    }

    /** HiveMQ has the subscriptions by now. */
    @Override
    public void onOutboundSuback(SubackOutboundInput input, SubackOutboundOutput output) {
        if (input.getSubackPacket().getReasonCodes().stream().anyMatch(SubscriptionReports::isGranted)) {
            report(input.getClientInformation().getClientId());
        }
    }

    private static boolean isGranted(SubackReasonCode code) {
        return code == SubackReasonCode.GRANTED_QOS_0
                || code == SubackReasonCode.GRANTED_QOS_1
                || code == SubackReasonCode.GRANTED_QOS_2;
    }

    /** A device's client has connected, perhaps to a session with subscriptions. */
    void connected(String clientId) {
        subscriptions.getSubscriptions(clientId).whenComplete((found, failure) -> {
            if (failure == null && !found.isEmpty()) {
                report(clientId);
            }
        });
    }

    private void report(String clientId) {
        Instant now = Instant.now();
        try {
            executor.execute(() -> owners.of(clientId)
                    .filter(it -> it.admission().isPresent())
                    .map(Owner::account)
                    .ifPresent(it -> tell(it, now)));
        } catch (RejectedExecutionException e) {
            LOG.debug("Too much to do to tell that {} listens", clientId);
        }
    }

    private void tell(String account, Instant at) {
        try {
            registry.listens(account, at);
        } catch (RuntimeException e) {
            LOG.debug("Nobody could be told that {} listens: {}", account, e.getMessage());
        }
    }
}
