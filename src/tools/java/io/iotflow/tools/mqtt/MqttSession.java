package io.iotflow.tools.mqtt;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The client's side of MQTT 3.1.1 at QoS 1 (OASIS, chapters 3 and 4). Lives on the event loop of its channel. */
final class MqttSession extends ChannelDuplexHandler {

    static final int PING_SECONDS = 30;

    /** A broker that says nothing for so long, not even to a ping, is gone. */
    static final int SILENCE_SECONDS = 50;

    private static final int KEEP_ALIVE_SECONDS = 40;
    private static final int CONNACK_SECONDS = 15;
    private static final int WATCH_SECONDS = 10;
    private static final int REFUSED_SUBSCRIPTION = 0x80;
    private static final byte[] WILL = "{}".getBytes(StandardCharsets.US_ASCII);

    /** What the broker acknowledges with the packet's id. */
    sealed interface Request {
        CompletableFuture<Void> done();
    }

    record Publication(String topic, byte[] payload, CompletableFuture<Void> done) implements Request {}

    record Subscription(List<String> filters, CompletableFuture<Void> done) implements Request {}

    private final MqttAccount account;
    private final BiConsumer<String, byte[]> received;
    private final Consumer<Throwable> lost;
    private final CompletableFuture<Channel> accepted = new CompletableFuture<>();
    private final Unacknowledged unacknowledged = new Unacknowledged();
    private Future<?> watch;
    private Throwable cause;

    MqttSession(MqttAccount account, BiConsumer<String, byte[]> received, Consumer<Throwable> lost) {
        this.account = account;
        this.received = received;
        this.lost = lost;
    }

    /** Completed when the broker has accepted the account. */
    CompletableFuture<Channel> accepted() {
        return accepted;
    }

    /** There is no connection. */
    void refused(Throwable why) {
        accepted.completeExceptionally(why);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(connect());
        context.executor()
                .schedule(
                        () -> {
                            if (!accepted.isDone()) {
                                end(context, new IOException("no answer within " + CONNACK_SECONDS + " s"));
                            }
                        },
                        CONNACK_SECONDS,
                        TimeUnit.SECONDS);
        watch = context.executor()
                .scheduleAtFixedRate(
                        () -> requireAcknowledgements(context), WATCH_SECONDS, WATCH_SECONDS, TimeUnit.SECONDS);
        context.fireChannelActive();
    }

    private MqttConnectMessage connect() {
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(account.clientId())
                .cleanSession(true)
                .keepAlive(KEEP_ALIVE_SECONDS)
                .username(account.username())
                .password(account.password().getBytes(StandardCharsets.UTF_8));
        if (account.willTopic() != null) {
            connect.willFlag(true)
                    .willTopic(account.willTopic())
                    .willMessage(WILL)
                    .willQoS(MqttQoS.AT_LEAST_ONCE);
        }
        return connect.build();
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof Publication publication) {
            int packetId = unacknowledged.add(publication.done(), promise);
            context.write(
                    MqttMessageBuilders.publish()
                            .topicName(publication.topic())
                            .qos(MqttQoS.AT_LEAST_ONCE)
                            .messageId(packetId)
                            .payload(Unpooled.wrappedBuffer(publication.payload()))
                            .build(),
                    promise);
        } else if (message instanceof Subscription subscription) {
            MqttMessageBuilders.SubscribeBuilder subscribe =
                    MqttMessageBuilders.subscribe().messageId(unacknowledged.add(subscription.done(), promise));
            subscription.filters().forEach(it -> subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, it));
            context.write(subscribe.build(), promise);
        } else {
            context.write(message, promise);
        }
    }

    private void requireAcknowledgements(ChannelHandlerContext context) {
        if (unacknowledged.isOverdue()) {
            end(context, new IOException("no acknowledgement for " + Unacknowledged.PATIENCE_SECONDS + " s"));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object packet) {
        try {
            MqttMessage message = (MqttMessage) packet;
            if (message.decoderResult().isFailure()) {
                end(
                        context,
                        new IOException(
                                "not MQTT: " + message.decoderResult().cause().getMessage()));
            } else {
                read(context, message);
            }
        } finally {
            ReferenceCountUtil.release(packet);
        }
    }

    private void read(ChannelHandlerContext context, MqttMessage message) {
        switch (message.fixedHeader().messageType()) {
            case CONNACK ->
                connected(
                        context, ((MqttConnAckMessage) message).variableHeader().connectReturnCode());
            case PUBACK ->
                unacknowledged
                        .take(((MqttMessageIdVariableHeader) message.variableHeader()).messageId())
                        .complete(null);
            case SUBACK -> subscribed((MqttSubAckMessage) message);
            case PUBLISH -> deliver(context, (MqttPublishMessage) message);
            default -> {} // PINGRESP: that something came is enough
        }
    }

    private void connected(ChannelHandlerContext context, MqttConnectReturnCode code) {
        if (code == MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            accepted.complete(context.channel());
        } else {
            end(context, new IOException("the broker refuses " + account.clientId() + ": " + code));
        }
    }

    private void subscribed(MqttSubAckMessage message) {
        CompletableFuture<Void> done =
                unacknowledged.take(message.variableHeader().messageId());
        if (message.payload().grantedQoSLevels().contains(REFUSED_SUBSCRIPTION)) {
            done.completeExceptionally(new IOException("the broker refuses the subscription"));
        } else {
            done.complete(null);
        }
    }

    private void deliver(ChannelHandlerContext context, MqttPublishMessage message) {
        received.accept(message.variableHeader().topicName(), ByteBufUtil.getBytes(message.payload()));
        if (message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) { // never more, as subscribed
            context.writeAndFlush(MqttMessageBuilders.pubAck()
                    .packetId(message.variableHeader().packetId())
                    .build());
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent idle && idle.state() == IdleState.WRITER_IDLE) {
            context.writeAndFlush(MqttMessage.PINGREQ);
        } else if (event instanceof IdleStateEvent) {
            end(context, new IOException("the broker was silent for " + SILENCE_SECONDS + " s"));
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        end(context, failure);
    }

    private void end(ChannelHandlerContext context, Throwable why) {
        cause = why;
        context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        Throwable why = cause != null ? cause : new IOException("the connection ended");
        watch.cancel(false);
        List<CompletableFuture<Void>> open = unacknowledged.takeAll();
        if (!accepted.completeExceptionally(why)) {
            lost.accept(why); // first: who hears that a message failed must know that there is no connection
        }
        open.forEach(it -> it.completeExceptionally(why));
        context.fireChannelInactive();
    }
}
