package io.iotflow.tools.quickstart;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.HashMap;
import java.util.Map;

/** Listens on the application's connection: what it acknowledges, PostgreSQL has committed. */
final class ServerAcknowledgements extends ChannelDuplexHandler {

    private static final String NAME = "iotflow_server_acknowledgements";

    private final HeldMessages held;
    private final Map<Integer, Long> underWay = new HashMap<>();

    private ServerAcknowledgements(HeldMessages held) {
        this.held = held;
    }

    /** From now on for this connection. */
    static void begin(Channel channel, HeldMessages held) {
        if (channel.isActive() && channel.pipeline().get(NAME) == null) {
            channel.pipeline().addAfter(FlowControl.AFTER, NAME, new ServerAcknowledgements(held));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        held.applicationCame();
        context.channel().closeFuture().addListener(closed -> held.applicationWent());
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof PUBLISH publish && publish.getQoS() != QoS.AT_MOST_ONCE) {
            underWay.put(publish.getPacketIdentifier(), publish.getPublishId());
        }
        context.write(message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PUBACK puback) {
            Long number = underWay.remove(puback.getPacketIdentifier());
            if (number != null) {
                held.committed(number);
            }
        }
        context.fireChannelRead(message);
    }
}
