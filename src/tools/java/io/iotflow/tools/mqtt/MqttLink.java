package io.iotflow.tools.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.net.ssl.SSLParameters;

/**
 * One clean session, from connect to loss. It never connects again by itself: whoever has the messages decides what is
 * sent again. Its methods may be called from any thread; what it tells, it tells on its event loop.
 */
public final class MqttLink {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int LARGEST_PACKET = 1 << 20;
    private static final int CONSOLIDATED_FLUSHES = 64;

    private static final EventLoopGroup LOOPS = new NioEventLoopGroup(
            Math.min(4, Runtime.getRuntime().availableProcessors()), new DefaultThreadFactory("mqtt", true));

    private final Channel channel;

    private MqttLink(Channel channel) {
        this.channel = channel;
    }

    /** One of the few threads that all connections share; also a clock for whoever lives on it. Never block it. */
    public static EventLoop nextLoop() {
        return LOOPS.next();
    }

    /**
     * Connects.
     *
     * @param received is given each message of the subscriptions: its topic and payload
     * @param lost is told once, when a connection that was there has ended, however that came
     * @return completed when the broker has accepted the account; fails with the reason why not
     */
    public static CompletableFuture<MqttLink> open(
            EventLoop loop,
            MqttEndpoint endpoint,
            MqttAccount account,
            BiConsumer<String, byte[]> received,
            Consumer<Throwable> lost) {
        MqttSession session = new MqttSession(account, received, lost);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        endpoint.tls().ifPresent(tls -> channel.pipeline().addLast(secured(tls, channel, endpoint)));
                        addMqtt(channel.pipeline(), session);
                    }
                });
        bootstrap.connect(endpoint.host(), endpoint.port()).addListener(connected -> {
            if (!connected.isSuccess()) {
                session.refused(connected.cause());
            }
        });
        return session.accepted().thenApply(MqttLink::new);
    }

    private static void addMqtt(ChannelPipeline pipeline, MqttSession session) {
        pipeline.addLast(
                new FlushConsolidationHandler(CONSOLIDATED_FLUSHES, true),
                new MqttDecoder(LARGEST_PACKET),
                MqttEncoder.INSTANCE,
                new IdleStateHandler(MqttSession.SILENCE_SECONDS, MqttSession.PING_SECONDS, 0),
                session);
    }

    /** The broker's certificate must be for this host, which Netty does not ask for by itself. */
    private static SslHandler secured(SslContext tls, Channel channel, MqttEndpoint endpoint) {
        SslHandler handler = tls.newHandler(channel.alloc(), endpoint.host(), endpoint.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    /** Publishes with QoS 1; completed by the PUBACK, fails when the connection is lost before. The bytes are copied. */
    public CompletableFuture<Void> publish(String topic, byte[] payload) {
        return send(new MqttSession.Publication(topic, payload.clone(), new CompletableFuture<>()));
    }

    /** Subscribes with QoS 1; completed when the broker has granted all of it, fails when it refuses one. */
    public CompletableFuture<Void> subscribe(List<String> filters) {
        return send(new MqttSession.Subscription(filters, new CompletableFuture<>()));
    }

    private CompletableFuture<Void> send(MqttSession.Request request) {
        channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                request.done().completeExceptionally(written.cause());
            }
        });
        return request.done();
    }

    /** Says good-bye, so that the broker does not publish the last will, and closes; completed when it is closed. */
    public CompletableFuture<Void> disconnect() {
        channel.writeAndFlush(MqttMessage.DISCONNECT).addListener(written -> channel.close());
        return closed();
    }

    /** Ends the connection as a power cut does: the broker publishes the last will. */
    public void cut() {
        channel.close();
    }

    private CompletableFuture<Void> closed() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        channel.closeFuture().addListener(it -> closed.complete(null));
        return closed;
    }
}
