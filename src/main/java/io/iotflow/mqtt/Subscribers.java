package io.iotflow.mqtt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttTopic;

/** The modules that take messages, and which of them takes one. */
final class Subscribers {

    private static final Logger LOG = Logger.getLogger(Subscribers.class.getName());

    private final List<Subscriber> all;
    private final Optional<Subscriber> ofTheRest;
    private final Cache<String, Optional<Subscriber>> takers =
            Caffeine.newBuilder().maximumSize(10_000).build(); // by topic: to match filters costs more

    Subscribers(List<Subscriber> all) {
        this.all = all;
        this.ofTheRest =
                all.stream().filter(it -> it.changingTopicFilters().isPresent()).findFirst();
    }

    int size() {
        return all.size();
    }

    List<String> filters() {
        return all.stream().flatMap(it -> it.topicFilters().stream()).toList();
    }

    private List<String> optionalFilters() {
        return all.stream().flatMap(it -> it.optionalTopicFilters().stream()).toList();
    }

    /** Opens a session that is sent what they take. */
    BrokerSession open(
            MqttSettings settings,
            String clientId,
            UnacknowledgedMessages kept,
            Consumer<ReceivedMessage> inbox,
            BiConsumer<BrokerSession, Throwable> onLoss)
            throws MqttException {
        return BrokerSession.open(
                settings,
                clientId,
                kept,
                filters().toArray(String[]::new),
                optionalFilters().toArray(String[]::new),
                inbox,
                onLoss);
    }

    /** Brings a session in line with the filters that change, where a subscriber has such. */
    void follow(BrokerSession session) throws MqttException {
        Optional<Subscriber.Changing> filters = ofTheRest.flatMap(Subscriber::changingTopicFilters);
        if (filters.isPresent()) {
            session.follow(filters.get());
        }
    }

    /** Hands a message to the one that takes its topic, else to the one whose filters change. */
    void deliver(ReceivedMessage received) {
        Optional<Subscriber> taker = takers.get(received.topic(), this::taker);
        if (taker.isPresent()) {
            taker.get().receive(received);
        } else {
            LOG.warning("a message on a topic that no subscriber takes was dropped");
            received.acknowledge();
        }
    }

    private Optional<Subscriber> taker(String topic) {
        return all.stream().filter(it -> takes(it, topic)).findFirst().or(() -> ofTheRest);
    }

    private static boolean takes(Subscriber subscriber, String topic) {
        return Stream.concat(subscriber.topicFilters().stream(), subscriber.optionalTopicFilters().stream())
                .anyMatch(it -> MqttTopic.isMatched(it, topic));
    }
}
