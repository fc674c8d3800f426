package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubscribersTest {

    private final List<String> received = new ArrayList<>();
    private int acknowledged;

    private Subscriber subscriber(String name, boolean changes, String... filters) {
        return new Subscriber() {

            @Override
            public List<String> topicFilters() {
                return List.of(filters);
            }

            @Override
            public Optional<Changing> changingTopicFilters() {
                return changes ? Optional.of(new NoFilters()) : Optional.empty();
            }

            @Override
            public void receive(ReceivedMessage message) {
                received.add(name + " " + message.topic());
            }
        };
    }

    private record NoFilters() implements Subscriber.Changing {

        @Override
        public List<String> wanted() {
            return List.of();
        }

        @Override
        public List<String> former() {
            return List.of();
        }
    }

    private void deliver(Subscribers subscribers, String topic) {
        subscribers.deliver(new ReceivedMessage(topic, new byte[0], Instant.EPOCH, false, () -> acknowledged++));
    }

    @Test
    void givesAMessageToTheOneThatTakesItsTopicAndTheRestToTheOneWhoseFiltersChange() {
        Subscribers subscribers = new Subscribers(List.of(subscriber("a", false, "x/+"), subscriber("b", true, "y/#")));

        deliver(subscribers, "x/1");
        deliver(subscribers, "y/1/2");
        deliver(subscribers, "tele/plug/SENSOR");

        assertEquals(List.of("a x/1", "b y/1/2", "b tele/plug/SENSOR"), received);
        assertEquals(0, acknowledged);
    }

    @Test
    void dropsWhatNobodyTakes() {
        deliver(new Subscribers(List.of(subscriber("a", false, "x/+"))), "z");

        assertEquals(List.of(), received);
        assertEquals(1, acknowledged);
    }
}
