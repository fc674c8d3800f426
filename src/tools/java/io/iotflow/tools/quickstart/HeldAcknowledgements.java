package io.iotflow.tools.quickstart;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.MqttMessageWithUserProperties.MqttMessageWithIdAndReasonCode;
import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.pubrec.PUBREC;
import com.hivemq.mqtt.message.reason.Mqtt5PubAckReasonCode;
import com.hivemq.mqtt.message.reason.Mqtt5PubRecReasonCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds HiveMQ's acknowledgements to one connection of a device until the messages are safe, and gives them in the order in
 * which the messages came (MQTT 3.1.1 section 4.6).
 */
final class HeldAcknowledgements extends ChannelDuplexHandler {

    private static final String NAME = "iotflow_held_acknowledgements";

    private final HeldMessages held;
    private final Queue<Waiting> order = new ArrayDeque<>();
    private final Map<Integer, Waiting> unanswered = new HashMap<>();
    private final AtomicBoolean giving = new AtomicBoolean();
    private ChannelHandlerContext context;

    private HeldAcknowledgements(HeldMessages held) {
        this.held = held;
    }

    private static final class Waiting {

        private final HeldMessage message;
        private Object acknowledgement;
        private ChannelPromise promise;

        private Waiting(HeldMessage message) {
            this.message = message;
        }
    }

    /** From now on for this connection. */
    static void begin(Channel channel, HeldMessages held) {
        if (channel.pipeline().get(FlowControl.NAME) != null
                && channel.pipeline().get(NAME) == null) {
            channel.pipeline().addAfter(FlowControl.NAME, NAME, new HeldAcknowledgements(held));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PUBLISH publish && publish.getQoS() != QoS.AT_MOST_ONCE) {
            // HiveMQ acknowledges it once, when it comes twice before that.
            if (!publish.isDuplicateDelivery() || !unanswered.containsKey(publish.getPacketIdentifier())) {
                Waiting waiting = new Waiting(new HeldMessage(this, publish.getPublishId(), System.nanoTime()));
                order.add(waiting);
                Waiting former = unanswered.put(publish.getPacketIdentifier(), waiting);
                if (former != null) { // the device uses the number of a message that is under way (section 2.3.1)
                    order.remove(former);
                    held.forget(former.message);
                }
                held.hold(waiting.message);
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Waiting waiting = message instanceof PUBACK || message instanceof PUBREC
                ? unanswered.remove(((MqttMessageWithIdAndReasonCode<?>) message).getPacketIdentifier())
                : null;
        if (waiting == null) {
            context.write(message, promise);
            return;
        }
        waiting.acknowledgement = message;
        waiting.promise = promise;
        if (promisesNothing(message)) {
            held.forget(waiting.message);
            waiting.message.markSafe();
        } else {
            waiting.message.markQueued();
        }
        if (waiting.message.isSafe()) { // the application was faster than HiveMQ's word to the device
            giveSoon();
        }
    }

    /** It was refused, or nobody is to be sent it. */
    private static boolean promisesNothing(Object acknowledgement) {
        return acknowledgement instanceof PUBACK puback
                ? puback.getReasonCode() != Mqtt5PubAckReasonCode.SUCCESS
                : ((PUBREC) acknowledgement).getReasonCode() != Mqtt5PubRecReasonCode.SUCCESS;
    }

    /** On any thread: a message of this connection has become safe. */
    void giveSoon() {
        if (giving.compareAndSet(false, true)) {
            context.executor().execute(this::give);
        }
    }

    private void give() {
        giving.set(false);
        boolean given = false;
        for (Waiting next = order.peek(); isReady(next); next = order.peek()) {
            order.remove();
            context.write(next.acknowledgement, next.promise);
            given = true;
        }
        if (given) {
            context.flush();
        }
    }

    private static boolean isReady(Waiting next) {
        return next != null && next.acknowledgement != null && next.message.isSafe();
    }

    /** On any thread: ends the connection, as a device's own loss of it would. */
    void close() {
        context.channel().close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        order.forEach(it -> held.forget(it.message));
        order.clear();
        unanswered.clear();
        context.fireChannelInactive();
    }
}
