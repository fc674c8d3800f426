package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iotflow.mqtt.NodeSessions.Node;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SilentNodesTest {

    private static final long SECOND = 1_000_000_000;
    private static final Node A = new Node("a", 7, false);
    private static final Node B = new Node("b", 3, false);

    private final SilentNodes nodes = new SilentNodes(Duration.ofSeconds(5));

    @Test
    void aNodeIsSilentWhenItsBeatsStayTheSame() {
        IntStream.range(0, 5).forEach(it -> assertEquals(List.of(), nodes.in(List.of(A), it * SECOND)));

        assertEquals(List.of(A), nodes.in(List.of(A), 5 * SECOND));
    }

    @Test
    void aNodeThatBeatsIsNot() {
        List<Node> silent = List.of();
        for (int second = 0; second <= 9; second++) {
            silent = nodes.in(List.of(new Node("a", second, false), B), second * SECOND);
        }

        assertEquals(List.of(B), silent);
    }

    @Test
    void oneThatHasStoppedIsNotWaitedFor() {
        Node stopped = new Node("a", 7, true);

        assertEquals(List.of(stopped), nodes.in(List.of(stopped, B), 0));
    }

    @Test
    void aLookThatComesLateProvesNothing() {
        nodes.in(List.of(A), 0);

        assertEquals(List.of(), nodes.in(List.of(A), 60 * SECOND)); // perhaps nobody could reach PostgreSQL
        IntStream.range(61, 65).forEach(it -> assertEquals(List.of(), nodes.in(List.of(A), it * SECOND)));
        assertEquals(List.of(A), nodes.in(List.of(A), 65 * SECOND));
    }

    @Test
    void oneThatCameBackMustBeSilentAnew() {
        IntStream.rangeClosed(0, 5).forEach(it -> nodes.in(List.of(A), it * SECOND));
        Node back = new Node("a", 8, false);

        IntStream.range(6, 11).forEach(it -> assertEquals(List.of(), nodes.in(List.of(back), it * SECOND)));
        assertEquals(List.of(back), nodes.in(List.of(back), 11 * SECOND));
    }
}
