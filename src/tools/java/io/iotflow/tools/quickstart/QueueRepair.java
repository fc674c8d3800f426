package io.iotflow.tools.quickstart;

import com.google.inject.Injector;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;
import com.hivemq.persistence.local.xodus.XodusLocalPersistence;
import com.hivemq.persistence.local.xodus.bucket.Bucket;
import com.hivemq.persistence.payload.PublishPayloadPersistence;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages without content out of HiveMQ's queues. A queue is in one database and the content in another: after a full
 * disk, or the machine's sudden end, a message that was delivered may be back in its queue while its content is deleted. HiveMQ
 * fails to read such a queue and never sends its client anything again, however often it is started.
 */
final class QueueRepair {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRepair.class);

    private final Bucket[] queues;
    private final Object serializer;
    private final Method deserialize;
    private final PublishPayloadPersistence contents;

    private QueueRepair(ClientQueueLocalPersistence persistence, PublishPayloadPersistence contents)
            throws ReflectiveOperationException {
        this.queues = (Bucket[]) field(XodusLocalPersistence.class, "buckets").get(persistence);
        this.serializer = field(persistence.getClass(), "serializer").get(persistence);
        this.deserialize = serializer.getClass().getDeclaredMethod("deserializeValue", ByteIterable.class);
        this.deserialize.setAccessible(true);
        this.contents = contents;
    }

    /**
     * Repairs before the first client connects; HiveMQ has counted the messages by then, so it must be started again when
     * there were such.
     *
     * @return how many were taken out
     */
    static int repair(EmbeddedHiveMQ hivemq) {
        try {
            Method getInjector = hivemq.getClass().getDeclaredMethod("getInjector");
            getInjector.setAccessible(true);
            Injector injector = (Injector) getInjector.invoke(hivemq);
            QueueRepair repair = new QueueRepair(
                    injector.getInstance(ClientQueueLocalPersistence.class),
                    injector.getInstance(PublishPayloadPersistence.class));
            int removed = repair.removeEmpty();
            if (removed > 0) {
                LOG.warn("{} messages that were delivered, or never acknowledged, were taken out of queues", removed);
            }
            return removed;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this HiveMQ keeps its queues elsewhere", e);
        }
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private int removeEmpty() {
        int[] removed = {0};
        for (Bucket queue : queues) {
            queue.getEnvironment().executeInExclusiveTransaction(transaction -> {
                try (Cursor cursor = queue.getStore().openCursor(transaction)) {
                    while (cursor.getNext()) {
                        if (isEmpty(cursor.getValue())) {
                            cursor.deleteCurrent();
                            removed[0]++;
                        }
                    }
                }
            });
        }
        return removed[0];
    }

    private boolean isEmpty(ByteIterable value) {
        try {
            return deserialize.invoke(serializer, value) instanceof PUBLISH message
                    && contents.get(message.getPublishId()) == null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this HiveMQ writes its queues in another way", e);
        }
    }
}
