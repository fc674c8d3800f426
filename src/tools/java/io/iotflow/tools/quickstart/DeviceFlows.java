package io.iotflow.tools.quickstart;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import io.iotflow.tools.quickstart.SessionOwners.Owner;
import io.netty.channel.Channel;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The flow of each device that is here, or was a short time ago, and the handlers in its connections. */
final class DeviceFlows {

    /** Longer than it takes to fill a bucket again. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final BrokerLimits limits;
    private final RetainedTopics retained;
    private final BooleanSupplier hasSpace;
    private final HeldMessages held;
    private final Cache<String, DeviceFlow> byAccount =
            Caffeine.newBuilder().expireAfterAccess(REMEMBERED).build();

    DeviceFlows(BrokerLimits limits, RetainedTopics retained, BooleanSupplier hasSpace, HeldMessages held) {
        this.held = held;
        this.hasSpace = hasSpace;
        this.limits = limits;
        this.retained = retained;
    }

    private DeviceFlow of(String account) {
        return byAccount.get(account, it -> new DeviceFlow(limits, System::nanoTime, hasSpace));
    }

    /** Limits a device's connection from now on, and acknowledges what is safe only. */
    void limit(ConnectionInformation connection, String account) {
        String deviceId = Owner.deviceId(account);
        Channel channel = channel(connection);
        FlowControl.begin(channel, of(account), (topic, isEmpty) -> retained.mayRetain(deviceId, topic, isEmpty));
        HeldAcknowledgements.begin(channel, held);
    }

    /** From now on this connection says what the application has committed. */
    void listenTo(ConnectionInformation application) {
        ServerAcknowledgements.begin(channel(application), held);
    }

    /** HiveMQ's interface for extensions has no word on reading: this is where its own class keeps the channel. */
    private static Channel channel(ConnectionInformation connection) {
        Object attributes = connection.getConnectionAttributeStore();
        try {
            Field channel = attributes.getClass().getDeclaredField("channel");
            channel.setAccessible(true);
            return (Channel) channel.get(attributes);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this HiveMQ keeps its channels elsewhere", e);
        }
    }
}
