package io.iotflow.tools.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.puback.PUBACK;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;
import com.hivemq.mqtt.message.reason.Mqtt5PubAckReasonCode;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeldAcknowledgementsTest {

    private final AtomicLong late = new AtomicLong();
    private final EmbeddedChannel device = new EmbeddedChannel();
    private boolean diskFails;
    private boolean sound = true;
    private int syncs;
    private final HeldMessages held = new HeldMessages(this::sync, () -> sound, () -> System.nanoTime() + late.get());

    @BeforeEach
    void begin() {
        device.pipeline().addLast(FlowControl.NAME, new ChannelDuplexHandler());
        HeldAcknowledgements.begin(device, held);
        held.applicationCame();
    }

    @Test
    void anAcknowledgementWaitsUntilTheApplicationHasCommitted() {
        PUBLISH message = receive(1, false);
        acknowledge(1);
        held.round();
        assertEquals(List.of(), given());
        held.committed(message.getPublishId());
        assertEquals(List.of(1), given());
        assertEquals(0, syncs);
    }

    @Test
    void theApplicationMayBeFasterThanTheBrokersOwnWord() {
        held.committed(receive(1, false).getPublishId());
        assertEquals(List.of(), given());
        acknowledge(1);
        assertEquals(List.of(1), given());
    }

    @Test
    void theyAreGivenInTheOrderOfTheMessages() {
        PUBLISH first = receive(1, false);
        PUBLISH second = receive(2, false);
        acknowledge(2);
        acknowledge(1);
        held.committed(second.getPublishId());
        assertEquals(List.of(), given());
        held.committed(first.getPublishId());
        assertEquals(List.of(1, 2), given());
    }

    @Test
    void whileTheApplicationIsAwayTheDiskAnswersForIt() {
        held.applicationWent();
        receive(1, false);
        held.round();
        assertEquals(List.of(), given(), "the broker has not queued it yet");
        acknowledge(1);
        held.round();
        assertEquals(List.of(1), given());
        assertEquals(1, syncs);
    }

    @Test
    void anApplicationThatTakesLongIsNotWaitedFor() {
        PUBLISH slow = receive(1, false);
        acknowledge(1);
        late.addAndGet(HeldMessages.PATIENCE.toNanos());
        held.round();
        assertEquals(List.of(1), given());

        receive(2, false);
        acknowledge(2);
        late.set(0);
        held.round();
        assertEquals(List.of(2), given(), "not even once more");

        held.committed(slow.getPublishId());
        receive(3, false);
        acknowledge(3);
        held.round();
        assertEquals(List.of(), given(), "it goes on");
    }

    @Test
    void whatMayNotBeOnTheDiskIsNotAcknowledged() {
        held.applicationWent();
        diskFails = true;
        receive(1, false);
        acknowledge(1);
        held.round();
        assertEquals(List.of(), given());
        assertFalse(device.isActive(), "its device is to send it again");
    }

    @Test
    void nothingOfABrokerThatCouldNotWriteIsAcknowledged() {
        held.applicationWent();
        sound = false;
        receive(1, false);
        acknowledge(1);
        held.round();
        assertEquals(List.of(), given());
        assertFalse(device.isActive());
    }

    @Test
    void whatTheBrokerNeverAcknowledgesEndsTheConnection() {
        receive(1, false);
        late.addAndGet(HeldMessages.STUCK.toNanos());
        held.round();
        assertFalse(device.isActive());
    }

    @Test
    void whatNobodyIsSentIsAcknowledgedAtOnce() {
        receive(1, false);
        device.writeOutbound(new PUBACK(
                1, Mqtt5PubAckReasonCode.NO_MATCHING_SUBSCRIBERS, null, Mqtt5UserProperties.NO_USER_PROPERTIES));
        assertEquals(List.of(1), given());
    }

    @Test
    void aMessageThatIsSentTwiceIsAcknowledgedOnce() {
        PUBLISH message = receive(1, false);
        receive(1, true);
        acknowledge(1);
        held.committed(message.getPublishId());
        assertEquals(List.of(1), given());
        assertTrue(device.isActive());
    }

    private PUBLISH receive(int packetId, boolean again) {
        PUBLISH message = new PUBLISHFactory.Mqtt5Builder()
                .withHivemqId("test")
                .withTopic("iotflow/devices/d/telemetry/m")
                .withPayload(new byte[] {'1'})
                .withQoS(QoS.AT_LEAST_ONCE)
                .withOnwardQos(QoS.AT_LEAST_ONCE)
                .withPacketIdentifier(packetId)
                .withDuplicateDelivery(again)
                .withUserProperties(Mqtt5UserProperties.NO_USER_PROPERTIES)
                .build();
        device.writeInbound(message);
        return message;
    }

    private void acknowledge(int packetId) {
        device.writeOneOutbound(new PUBACK(packetId));
        device.runPendingTasks();
    }

    private List<Integer> given() {
        device.runPendingTasks();
        List<Integer> ids = new ArrayList<>();
        for (PUBACK next = device.readOutbound(); next != null; next = device.readOutbound()) {
            ids.add(next.getPacketIdentifier());
        }
        return ids;
    }

    private void sync() throws IOException {
        syncs++;
        if (diskFails) {
            throw new IOException("disk full");
        }
    }
}
