package io.iotflow.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ListenerTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final TestChannel channel = new TestChannel();
    private final AtomicBoolean isGood = new AtomicBoolean(true);
    private final Listener listener =
            listener(new EventFilter(EnumSet.allOf(LogEvent.Type.class), Optional.empty(), Set.of()));

    private Listener listener(EventFilter filter) {
        return new Listener("caller", filter, 0, isGood::get, channel);
    }

    private static LogEvent event(long id, int size) {
        return event(id, LogEvent.Type.READING, 1, "m", size);
    }

    private static LogEvent event(long id, LogEvent.Type type, long device, String measurement, int size) {
        return new LogEvent(id, type, device, measurement, LogEvent.text(id, type.code(), "x".repeat(size)));
    }

    @Test
    void hearsEachEventOnceInItsOrder() {
        assertEquals(Listener.Heard.TAKEN, listener.hear(event(5, 1)));
        assertEquals(Listener.Heard.NOT_WANTED, listener.hear(event(5, 1)));
        assertEquals(Listener.Heard.TAKEN, listener.hear(event(7, 1)));

        assertEquals("id: 5\nevent: reading\ndata: x\n\nid: 7\nevent: reading\ndata: x\n\n", channel.text());
    }

    @Test
    void keepsWhatTheReaderDoesNotTakeYet() {
        channel.setReady(false);
        listener.hear(event(1, 10));
        listener.hear(event(2, 10));
        assertEquals("", channel.text());

        channel.setReady(true);
        listener.write();

        assertEquals(List.of(1L, 2L), channel.ids("reading"));
    }

    @Test
    void letsASlowReaderGoAndSaysWhy() {
        channel.setReady(false);
        long id = 1;
        while (listener.hear(event(id, 1_000)) == Listener.Heard.TAKEN) {
            id++;
        }

        assertTrue(id * 1_000 < Listener.MAX_BYTES + 1_000, "what waits is bounded");
        assertEquals(Listener.Heard.NOT_WANTED, listener.hear(event(id + 1, 1)));
        channel.setReady(true);
        listener.write();
        assertEquals("event: dropped\ndata: {\"reason\":\"too slow\"}\n\n", channel.text());
        assertTrue(channel.isClosed());
    }

    @Test
    void doesNotWaitForEverForAReaderThatReadsNothing() {
        channel.setReady(false);
        listener.hear(event(1, 1));
        listener.end();
        listener.check(Instant.now(), LONG);
        assertFalse(channel.isClosed());

        listener.check(Instant.now().plusSeconds(31), LONG);

        assertTrue(channel.isClosed());
    }

    @Test
    void endsWithTheKeyOfItsCaller() {
        listener.check(Instant.now(), LONG);
        assertFalse(channel.isClosed());

        isGood.set(false);
        listener.check(Instant.now(), LONG);

        assertEquals("event: dropped\ndata: {\"reason\":\"the key or session has ended\"}\n\n", channel.text());
        assertTrue(channel.isClosed());
    }

    @Test
    void endsAfterTheLongestTimeWithoutLosingWhatWaits() {
        channel.setReady(false);
        listener.hear(event(1, 1));
        listener.check(Instant.now().plus(LONG).plusSeconds(1), LONG);
        assertFalse(channel.isClosed());

        channel.setReady(true);
        listener.write();

        assertEquals(List.of(1L), channel.ids("reading"));
        assertTrue(channel.isClosed());
    }

    @Test
    void hearsWhatItsFilterWants() {
        Listener choosy = listener(new EventFilter(
                EnumSet.of(LogEvent.Type.READING, LogEvent.Type.PRESENCE), Optional.of(() -> Set.of(1L)), Set.of("m")));

        choosy.hear(event(1, LogEvent.Type.READING, 1, "m", 1));
        choosy.hear(event(2, LogEvent.Type.READING, 2, "m", 1));
        choosy.hear(event(3, LogEvent.Type.READING, 1, "other", 1));
        choosy.hear(event(4, LogEvent.Type.PRESENCE, 1, "status", 1));
        choosy.hear(event(5, LogEvent.Type.COMMAND, 1, "status", 1));

        assertEquals(List.of(1L), channel.ids("reading"));
        assertEquals(List.of(4L), channel.ids("presence"));
        assertEquals(List.of(), channel.ids("command"));
    }

    @Test
    void saysNowAndThenThatItIsThere() {
        listener.beat();
        assertEquals(": heartbeat\n\n", channel.text());
    }
}
