package io.iotflow.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageTextTest {

    @Test
    void namesTheOnlyDevice() {
        Message one = TestNotify.message(1, Notice.Event.OPENED);

        assertEquals("offline opened (major): device-1", MessageText.title(one));
        assertEquals("opened: silent for \"5\" minutes", MessageText.text(one));
    }

    @Test
    void countsManyAndNamesTheFirst() {
        Message many = TestNotify.message(37, Notice.Event.CLEARED);

        assertEquals("37 devices: offline cleared (major)", MessageText.title(many));
        assertEquals(11, MessageText.lines(many).size());
        assertEquals(
                "device-1 cleared: silent for \"5\" minutes",
                MessageText.lines(many).get(0));
        assertEquals("and 27 more", MessageText.lines(many).get(10));
    }

    @Test
    void namesTheLargestGroupsOfSeveral() {
        Message several = new Message(
                UUID.randomUUID(),
                "ops",
                52,
                40,
                List.of(
                        new Message.Group("offline", Notice.Event.OPENED, Severity.MAJOR, 37, 37),
                        new Message.Group("hot", Notice.Event.CLEARED, Severity.MINOR, 15, 3)),
                TestNotify.message(1, Notice.Event.OPENED).notices(),
                false);

        assertEquals("40 devices: offline opened (37), hot cleared (15)", MessageText.title(several));
    }

    @Test
    void leavesNoLineBreakThatCouldBeAHeader() {
        Message.Line line = new Message.Line(
                1,
                1,
                Notice.Event.OPENED,
                Severity.INFO,
                "rule\r\nBcc: x@example.com",
                "d",
                "a\nb\u2028c",
                Json.createObjectBuilder().build(),
                Instant.EPOCH);
        Message message = new Message(
                UUID.randomUUID(),
                "ops",
                1,
                1,
                List.of(new Message.Group(line.rule(), line.event(), line.severity(), 1, 1)),
                List.of(line),
                false);

        assertEquals("rule Bcc: x@example.com opened (info): d", MessageText.title(message));
        assertEquals("opened: a b c", MessageText.text(message));
    }
}
