package io.iotflow.tools.mqtt;

import io.netty.channel.ChannelPromise;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a connection has sent and the broker has not acknowledged, by packet id. Lives on the connection's event loop. */
final class Unacknowledged {

    /** A broker that acknowledges nothing for so long is of no use, also when it answers pings. */
    static final int PATIENCE_SECONDS = 60;

    private static final int PACKET_IDS = 65_535;

    private final IntObjectMap<CompletableFuture<Void>> requests = new IntObjectHashMap<>();
    private int lastPacketId;
    private long lastProgress;

    /** A free packet id for a request, until {@link #take} or until the packet could not be written. */
    int add(CompletableFuture<Void> request, ChannelPromise written) {
        do {
            lastPacketId = lastPacketId % PACKET_IDS + 1;
        } while (requests.containsKey(lastPacketId)); // callers have far fewer under way
        int packetId = lastPacketId;
        if (requests.isEmpty()) {
            lastProgress = System.nanoTime();
        }
        requests.put(packetId, request);
        written.addListener(it -> {
            if (!it.isSuccess()) {
                requests.remove(packetId);
            }
        });
        return packetId;
    }

    /** The request that this acknowledgement is for; one that nobody waits for where there is none. */
    CompletableFuture<Void> take(int packetId) {
        lastProgress = System.nanoTime();
        CompletableFuture<Void> request = requests.remove(packetId);
        return request == null ? new CompletableFuture<>() : request;
    }

    /** All of them, which are forgotten here. */
    List<CompletableFuture<Void>> takeAll() {
        List<CompletableFuture<Void>> all = List.copyOf(requests.values());
        requests.clear();
        return all;
    }

    boolean isOverdue() {
        return !requests.isEmpty() && System.nanoTime() - lastProgress > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    }
}
