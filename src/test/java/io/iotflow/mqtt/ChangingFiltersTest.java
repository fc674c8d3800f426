package io.iotflow.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;

class ChangingFiltersTest {

    private final List<String> calls = new ArrayList<>();
    private List<String> refused = List.of();
    private boolean isAway;

    private final ChangingFilters plain = filters(false);

    private ChangingFilters filters(boolean shared) {
        return new ChangingFilters(shared, this::subscribe, names -> calls.add("- " + String.join(" ", names)));
    }

    private List<String> subscribe(List<String> names) throws MqttException {
        calls.add("+ " + String.join(" ", names));
        if (isAway) {
            throw new MqttException(MqttException.REASON_CODE_CLIENT_TIMEOUT);
        }
        return refused;
    }

    private record Wanted(List<String> wanted, List<String> former) implements Subscriber.Changing {}

    private static Wanted wanted(String... filters) {
        return new Wanted(List.of(filters), List.of());
    }

    @Test
    void subscribesToWhatIsNewAndLeavesWhatIsNot() throws MqttException {
        plain.follow(wanted("a/+", "b/+"));
        calls.clear();

        plain.follow(wanted("b/+", "c/+"));

        assertEquals(List.of("- a/+ $share/iotflow/a/+", "+ c/+"), calls);
        assertEquals(List.of("b/+", "c/+"), plain.granted().stream().sorted().toList());
    }

    @Test
    void doesNothingWhereNothingChanges() throws MqttException {
        plain.follow(wanted("a/+"));
        calls.clear();

        plain.follow(wanted("a/+"));

        assertEquals(List.of(), calls);
    }

    @Test
    void leavesAtFirstWhatAKeptSessionMayHave() throws MqttException {
        plain.follow(new Wanted(List.of("a/+"), List.of("a/+", "old/#")));

        assertEquals(List.of("- old/# $share/iotflow/old/# $share/iotflow/a/+", "+ a/+"), calls);
    }

    @Test
    void sharesWithTheOtherNodes() throws MqttException {
        ChangingFilters shared = filters(true);
        shared.follow(wanted("a/+"));

        assertEquals(List.of("- a/+", "+ $share/iotflow/a/+"), calls);
        assertEquals(List.of("a/+"), shared.granted());
    }

    @Test
    void asksAgainForWhatTheBrokerRefuses() throws MqttException {
        refused = List.of("a/+");
        plain.follow(wanted("a/+", "b/+"));
        assertEquals(List.of("b/+"), plain.granted());
        refused = List.of();
        calls.clear();

        plain.follow(wanted("a/+", "b/+"));

        assertEquals(List.of("+ a/+"), calls);
        assertEquals(List.of("a/+", "b/+"), plain.granted().stream().sorted().toList());
    }

    @Test
    void asksAgainAfterABrokerThatDidNotAnswer() throws MqttException {
        isAway = true;
        assertThrows(MqttException.class, () -> plain.follow(wanted("a/+")));
        isAway = false;
        calls.clear();

        plain.follow(wanted("a/+"));

        assertEquals(List.of("+ a/+"), calls);
    }
}
