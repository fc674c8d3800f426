package io.iotflow.telemetry.store;

import static io.iotflow.telemetry.store.UploadQueue.IN_ORDER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iotflow.quarantine.Reason;
import io.iotflow.quarantine.Refusal;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10) // where it fails, it waits
class UploadQueueTest {

    private static final TelemetryMessage MESSAGE = new TelemetryMessage(
            1, "d", "m", Instant.EPOCH, Map.of("value", 1.0), Map.of("device_id", "d"), Map.of(), null, Instant.EPOCH);

    private final UploadQueue queue = new UploadQueue(10, 2);
    private final Upload first = upload(4);
    private final Upload second = upload(3);
    private final Upload third = upload(3);

    @Test
    void takesTheOldestFirst() throws InterruptedException {
        offer(first);
        offer(second);
        assertEquals(List.of(first), queue.take(IN_ORDER, 4));
    }

    @Test
    void takesAsManyAsFitIntoABatch() throws InterruptedException {
        fill();
        assertEquals(List.of(first, second), queue.take(IN_ORDER, 8));
    }

    @Test
    void takesAnUploadThatIsLargerThanABatchAlone() throws InterruptedException {
        fill();
        assertEquals(List.of(first), queue.take(IN_ORDER, 1));
    }

    @Test
    void holdsAsManyMessagesAsAllowed() {
        offer(upload(9));
        assertTrue(offer(upload(1)));
    }

    @Test
    void refusesAnUploadThatDoesNotFitAsAWhole() {
        offer(upload(9));
        assertFalse(offer(upload(2)));
        assertEquals(9, queue.size());
    }

    @Test
    void hasSpaceAgainForWhatWasTaken() throws InterruptedException {
        offer(upload(10));
        queue.take(IN_ORDER, 10);
        assertTrue(offer(upload(10)));
    }

    @Test
    void takesFromOneLineWithoutTheOthers() throws InterruptedException {
        offer(1, first);
        offer(2, second);
        assertEquals(List.of(second), queue.take(2, 10));
    }

    @Test
    void boundsAllLinesTogether() {
        offer(1, upload(5));
        offer(2, upload(5));
        assertFalse(offer(upload(1)));
    }

    @Test
    void sendsALargeOneWhereTheLeastIsUnfinishedAlsoOfWhatWasTaken() throws InterruptedException {
        assertEquals(1, queue.shortest());
        offer(1, first);
        assertEquals(2, queue.shortest());
        queue.take(1, 10);
        offer(2, second);
        assertEquals(2, queue.shortest());
        offer(1, third);
        queue.take(1, 10); // what it took before is done
        offer(2, upload(1));
        assertEquals(1, queue.shortest());
    }

    @Test
    void countsARefusalAsOne() {
        offer(Upload.of(
                new Refusal(Instant.EPOCH, "mqtt", "d", "t", Reason.BAD_JSON, "payload is not UTF-8", new byte[] {1})));
        assertEquals(1, queue.size());
    }

    @Test
    void waitsForAnUpload() throws Exception {
        FutureTask<List<Upload>> taking = takeElsewhere();
        offer(first);
        assertEquals(List.of(first), taking.get(5, TimeUnit.SECONDS));
    }

    /** Who is woken for nothing costs as much as a message, and there are thousands a second. */
    @Test
    void wakesNobodyWhoWaitsInAnotherLine() throws Exception {
        FutureTask<List<Upload>> taking = new FutureTask<>(() -> queue.take(1, 10));
        Thread other = waiting(taking);
        long waits = waits(other);
        for (int i = 0; i < 100; i++) {
            offer(first);
            queue.take(IN_ORDER, 10);
        }
        assertEquals(waits, waits(other));
        offer(1, second);
        assertEquals(List.of(second), taking.get(5, TimeUnit.SECONDS));
    }

    @Test
    void gathersThoseThatComeOneByOneUntilAnotherOneWouldWaitForThem() throws Exception {
        UploadQueue gathering = new UploadQueue(10, 0, Duration.ofHours(1));
        FutureTask<List<Upload>> taking = new FutureTask<>(() -> gathering.take(IN_ORDER, 10));
        waiting(taking);
        gathering.offer(IN_ORDER, first, first.size(), true);
        gathering.offer(IN_ORDER, second, second.size(), true);
        assertFalse(taking.isDone());

        gathering.offer(IN_ORDER, third, third.size(), false);
        assertEquals(List.of(first, second, third), taking.get(5, TimeUnit.SECONDS));
    }

    @Test
    void gathersNoLongerThanAMoment() throws Exception {
        FutureTask<List<Upload>> taking = takeElsewhere();
        queue.offer(IN_ORDER, first, first.size(), true);
        assertEquals(List.of(first), taking.get(5, TimeUnit.SECONDS));
    }

    @Test
    void waitsForNoMoreWhereSomethingWaited() throws InterruptedException {
        UploadQueue gathering = new UploadQueue(10, 0, Duration.ofHours(1));
        gathering.offer(IN_ORDER, first, first.size(), true);
        assertEquals(List.of(first), gathering.take(IN_ORDER, 10));
    }

    @Test
    void gathersNothingOnceItIsClosed() throws Exception {
        UploadQueue gathering = new UploadQueue(10, 0, Duration.ofHours(1));
        FutureTask<List<Upload>> taking = new FutureTask<>(() -> gathering.take(IN_ORDER, 10));
        waiting(taking);
        gathering.offer(IN_ORDER, first, first.size(), true);
        gathering.close();
        assertEquals(List.of(), taking.get(5, TimeUnit.SECONDS));
    }

    @Test
    void endsTheWaitingWhenItIsClosed() throws Exception {
        FutureTask<List<Upload>> taking = takeElsewhere();
        queue.close();
        assertEquals(List.of(), taking.get(5, TimeUnit.SECONDS));
    }

    @Test
    void givesNothingAwayOnceItIsClosed() throws InterruptedException {
        fill();
        queue.close();
        assertEquals(List.of(), queue.take(IN_ORDER, 10));
    }

    @Test
    void takesNothingInOnceItIsClosed() {
        queue.close();
        assertFalse(offer(first));
    }

    /** Takes on another thread, and returns when that waits. */
    private FutureTask<List<Upload>> takeElsewhere() {
        FutureTask<List<Upload>> taking = new FutureTask<>(() -> queue.take(IN_ORDER, 10));
        waiting(taking);
        return taking;
    }

    private static Thread waiting(FutureTask<?> taking) {
        Thread thread = new Thread(taking);
        thread.setDaemon(true);
        thread.start();
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> taking.isDone() || thread.getState() == Thread.State.WAITING);
        return thread;
    }

    /** How often it has waited until now. */
    private static long waits(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()).getWaitedCount();
    }

    private boolean offer(Upload upload) {
        return offer(IN_ORDER, upload);
    }

    private boolean offer(int line, Upload upload) {
        return queue.offer(line, upload, upload.size(), false);
    }

    private void fill() {
        offer(first);
        offer(second);
        offer(third);
    }

    /** Equal to itself only, as each has its own future. */
    private static Upload upload(int messages) {
        return Upload.of(Collections.nCopies(messages, MESSAGE));
    }
}
