package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10) // where it fails, it waits
class ReceiveQueueTest {

    private final List<Integer> drainable = new CopyOnWriteArrayList<>(); // also of another thread
    private final ReceiveQueue inbox = new ReceiveQueue(3, this::noteDrainable);
    private final List<ReceivedMessage> offered = new ArrayList<>();
    private final List<String> acknowledged = new ArrayList<>();

    @Test
    void deliversInTheOrderOfArrival() {
        put("a", "b", "c");
        read(3, received -> {});
        assertEquals(List.of("a", "b", "c"), offeredTopics());
    }

    @Test
    void offersAgainWhatCouldNotBeTakenBeforeWhatFollows() {
        put("a", "b");
        assertThrows(IllegalStateException.class, () -> read(3, received -> failIf(offered.size() == 1)));
        assertEquals(List.of("a"), offeredTopics());

        read(2, received -> {});
        assertEquals(List.of("a", "a", "b"), offeredTopics());
    }

    @Test
    void keepsThePlaceOfWhatCouldNotBeTaken() {
        put("a");
        assertThrows(IllegalStateException.class, () -> read(1, received -> failIf(true)));
        assertEquals(1, inbox.inFlight());
    }

    @Test
    void goesOnWhereItWasEnded() {
        put("a", "b");
        read(1, received -> {});
        assertEquals(List.of("a"), offeredTopics());

        read(1, received -> {});
        assertEquals(List.of("a", "b"), offeredTopics());
    }

    @Test
    void readsOnAsLongAsMoreCome() throws InterruptedException {
        put("a");
        inbox.drainAsTheyCome(
                received -> {
                    offered.add(received);
                    received.acknowledge();
                    if (offered.size() < 3) {
                        put("b" + offered.size());
                    }
                },
                () -> false);
        assertEquals(List.of("a", "b1", "b2"), offeredTopics());
    }

    @Test
    void gathersForTwentyMillisecondsWhatComesOneByOne() throws InterruptedException {
        List<Duration> pauses = new ArrayList<>();
        List<Integer> batches = new ArrayList<>();
        ReceiveQueue queue = queue(pauses, queued -> {
            if (pauses.size() <= 4) {
                put(queued, 7);
            }
        });
        put(queue, 2);
        drain(queue, pauses, batches);

        assertEquals(List.of(2, 14, 14), batches);
        assertEquals(Duration.ofMillis(60), pauses.stream().reduce(Duration.ZERO, Duration::plus));
    }

    @Test
    void doesNotLetABrokerWaitThatHasAsManyUnacknowledgedAsItMay() throws InterruptedException {
        List<Duration> pauses = new ArrayList<>();
        List<Integer> batches = new ArrayList<>();
        int window = 20;
        ReceiveQueue queue = queue(pauses, queued -> {
            if (queued.inFlight() == 0 && pauses.size() <= 5) {
                put(queued, window); // it sends the next ones when all are acknowledged
            }
        });
        put(queue, window);
        drain(queue, pauses, batches);

        assertEquals(List.of(20, 20, 20, 20, 20, 20), batches);
        assertEquals(Duration.ofMillis(50 + 20), pauses.stream().reduce(Duration.ZERO, Duration::plus));
    }

    /** @param meanwhile what happens in each pause */
    private static ReceiveQueue queue(List<Duration> pauses, Consumer<ReceiveQueue> meanwhile) {
        AtomicReference<ReceiveQueue> queue = new AtomicReference<>();
        queue.set(new ReceiveQueue(1_000, () -> {}, time -> {
            pauses.add(time);
            meanwhile.accept(queue.get());
        }));
        return queue.get();
    }

    private static void put(ReceiveQueue queue, int messages) {
        for (int i = 0; i < messages; i++) {
            queue.put(new ReceivedMessage("a", new byte[0], Instant.EPOCH, false, () -> {}));
        }
    }

    /** Acknowledges all; notes how many came between two pauses. */
    private static void drain(ReceiveQueue queue, List<Duration> pauses, List<Integer> batches)
            throws InterruptedException {
        Map<Integer, Integer> byPauses = new TreeMap<>();
        queue.drainAsTheyCome(
                received -> {
                    received.acknowledge();
                    byPauses.merge(pauses.size(), 1, Integer::sum);
                },
                () -> false);
        batches.addAll(byPauses.values());
    }

    @Test
    void tellsOfAMessageWhenItCanBeDrained() {
        put("a");
        assertEquals(List.of(1), drainable);
    }

    @Test
    void acknowledgesNothingByItself() {
        put("a");
        read(1, received -> {});
        assertEquals(List.of(), acknowledged);
    }

    @Test
    void passesTheReadersAcknowledgementOn() {
        put("a", "b");
        read(2, received -> {});
        offered.get(1).acknowledge();
        assertEquals(List.of("b"), acknowledged);
    }

    @Test
    void countsWhatIsNotAcknowledged() {
        put("a", "b");
        read(2, received -> {});
        offered.get(0).acknowledge();
        assertEquals(1, inbox.inFlight());
    }

    @Test
    void takesNoMoreThanAllowedBeforeAnAcknowledgement() {
        put("a", "b", "c");
        read(3, received -> {});
        assertTrue(putElsewhere("d").isAlive());
    }

    @Test
    void letsNobodyWaitOnceItIsClosed() throws InterruptedException {
        put("a", "b", "c");
        Thread paho = putElsewhere("d");
        inbox.close();
        paho.join(5_000);
        assertFalse(paho.isAlive());
    }

    @Test
    void takesOneMoreForEachAcknowledgement() throws InterruptedException {
        put("a", "b", "c");
        Thread paho = putElsewhere("d");
        read(3, ReceivedMessage::acknowledge);
        paho.join(5_000);
        assertFalse(paho.isAlive());
    }

    private void noteDrainable() {
        drainable.add(inbox.inFlight());
    }

    private void put(String... topics) {
        for (String topic : topics) {
            inbox.put(new ReceivedMessage(topic, new byte[0], Instant.EPOCH, false, () -> acknowledged.add(topic)));
        }
    }

    /** Puts on another thread, and returns when that waits or is done. */
    private Thread putElsewhere(String topic) {
        CountDownLatch begun = new CountDownLatch(1);
        Thread paho = new Thread(() -> {
            begun.countDown();
            put(topic);
        });
        paho.setDaemon(true);
        paho.start();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> begun.getCount() == 0
                        && List.of(Thread.State.TIMED_WAITING, Thread.State.TERMINATED)
                                .contains(paho.getState()));
        return paho;
    }

    /** Reads so many, if there are so many. */
    private void read(int max, Consumer<ReceivedMessage> reader) {
        int end = offered.size() + max;
        inbox.drainTo(
                received -> {
                    offered.add(received);
                    reader.accept(received);
                },
                () -> offered.size() == end);
    }

    private static void failIf(boolean down) {
        if (down) {
            throw new IllegalStateException("PostgreSQL is down");
        }
    }

    private List<String> offeredTopics() {
        return offered.stream().map(ReceivedMessage::topic).toList();
    }
}
