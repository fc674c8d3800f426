package io.iotflow.tools.quickstart;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.MqttMessageWithUserProperties.MqttMessageWithIdAndReasonCode;
import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;
import com.hivemq.mqtt.message.pubrec.PUBREC;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Stands behind the broker's decoder, where a message is known and not yet queued: while its device has too much under way,
 * nothing more is read from the connection, and TCP tells the device to wait. So nothing is refused, and nothing piles up
 * in memory. HiveMQ itself bounds this for MQTT 5 only, and by the client's word.
 */
final class FlowControl extends ChannelDuplexHandler {

    static final String NAME = "iotflow_flow_control";
    static final String AFTER = "mqtt_message_encoder"; // HiveMQ's ChannelHandlerNames
    private static final int MAX_PAUSE_MILLIS = 1_000;
    private static final int POLL_MILLIS = 20;

    private final DeviceFlow device;
    private final BiPredicate<String, Boolean> mayRetain;
    private final Map<Integer, Integer> costs = new HashMap<>();
    private boolean paused;

    private FlowControl(DeviceFlow device, BiPredicate<String, Boolean> mayRetain) {
        this.device = device;
        this.mayRetain = mayRetain;
    }

    /**
     * From now on for this connection.
     *
     * @param mayRetain for a topic, and whether the message is empty
     */
    static void begin(Channel channel, DeviceFlow device, BiPredicate<String, Boolean> mayRetain) {
        if (channel.pipeline().get(AFTER) != null && channel.pipeline().get(NAME) == null) {
            channel.pipeline().addAfter(AFTER, NAME, new FlowControl(device, mayRetain));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof PUBLISH publish)) {
            context.fireChannelRead(message);
            return;
        }
        int cost = 0;
        if (publish.getQoS() != QoS.AT_MOST_ONCE) {
            cost = 1 + length(publish) / 1024;
            Integer former = costs.put(publish.getPacketIdentifier(), cost);
            device.done(former == null ? 0 : former); // the same one again
        }
        device.received(cost);
        context.fireChannelRead(
                publish.isRetain() && !mayRetain.test(publish.getTopic(), length(publish) == 0)
                        ? unretained(publish)
                        : publish);
        pauseOrGoOn(context);
    }

    private static int length(PUBLISH publish) {
        return publish.getPayload() == null ? 0 : publish.getPayload().length;
    }

    private static PUBLISH unretained(PUBLISH publish) {
        return new PUBLISHFactory.Mqtt5Builder()
                .fromPublish(publish)
                .withRetain(false)
                .build();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof PUBACK || message instanceof PUBREC) {
            Integer cost = costs.remove(((MqttMessageWithIdAndReasonCode<?>) message).getPacketIdentifier());
            device.done(cost == null ? 0 : cost);
            context.write(message, promise);
            pauseOrGoOn(context);
        } else {
            context.write(message, promise);
        }
    }

    private void pauseOrGoOn(ChannelHandlerContext context) {
        long wait = device.waitMillis();
        if (wait == 0) {
            goOn(context);
        } else if (!paused) {
            paused = true;
            context.channel().config().setAutoRead(false);
            again(context, wait);
        }
    }

    /** What this device waits for may be acknowledged on another of its connections. */
    private void again(ChannelHandlerContext context, long wait) {
        context.executor()
                .schedule(
                        () -> {
                            long more = device.waitMillis();
                            if (more == 0) {
                                goOn(context);
                            } else if (context.channel().isActive()) {
                                again(context, more);
                            }
                        },
                        wait < 0 ? POLL_MILLIS : Math.min(wait, MAX_PAUSE_MILLIS),
                        TimeUnit.MILLISECONDS);
    }

    private void goOn(ChannelHandlerContext context) {
        if (paused) {
            paused = false;
            context.channel().config().setAutoRead(true);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        costs.values().forEach(device::done);
        costs.clear();
        context.fireChannelInactive();
    }
}
