package io.iotflow.tools.quickstart;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hivemq.extension.sdk.api.client.parameter.ConnectionInformation;
import io.iotflow.tools.quickstart.SessionOwners.Owner;
import io.netty.channel.Channel;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The flow of each device that is here, or was a short time ago. */
final class DeviceFlows {

    /** Longer than it takes to fill a bucket again. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final BrokerLimits limits;
    private final RetainedTopics retained;
    private final BooleanSupplier hasSpace;
    private final Cache<String, DeviceFlow> byAccount =
            Caffeine.newBuilder().expireAfterAccess(REMEMBERED).build();

    DeviceFlows(BrokerLimits limits, RetainedTopics retained, BooleanSupplier hasSpace) {
        this.hasSpace = hasSpace;
        this.limits = limits;
        this.retained = retained;
    }

    private DeviceFlow of(String account) {
        return byAccount.get(account, it -> new DeviceFlow(limits, System::nanoTime, hasSpace));
    }

    /** Limits a device's connection from now on. */
    void limit(ConnectionInformation connection, String account) {
        String deviceId = Owner.deviceId(account);
        FlowControl.begin(
                channel(connection), of(account), (topic, isEmpty) -> retained.mayRetain(deviceId, topic, isEmpty));
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
