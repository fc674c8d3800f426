package io.iotflow.alert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The enabled rules, and which of them judge a device's messages of a measurement. Of one thread. */
final class RuleBook {

    private static final int MOST_REMEMBERED = 500_000;

    private final List<Rule> rules;
    private final Map<Long, Rule> byId = new HashMap<>();
    private final Map<String, List<Rule>> byMeasurement = new HashMap<>();
    private final List<Rule> ofEvery = new ArrayList<>();
    private final Map<Long, Map<String, List<Rule>>> remembered = new HashMap<>();
    private final Map<List<Rule>, List<Rule>> known = new HashMap<>(); // devices with the same rules share one list
    private int pairs;

    RuleBook(List<Rule> rules) {
        this.rules = List.copyOf(rules);
        for (Rule rule : rules) {
            byId.put(rule.id(), rule);
            String measurement = measurementOf(rule);
            if (rule.condition().isOfEveryMeasurement()) {
                ofEvery.add(rule);
            } else if (measurement != null) {
                byMeasurement
                        .computeIfAbsent(measurement, name -> new ArrayList<>())
                        .add(rule);
            }
        }
    }

    private static String measurementOf(Rule rule) {
        return rule.condition() instanceof Refused
                ? Refused.MEASUREMENT
                : rule.definition().measurement();
    }

    List<Rule> all() {
        return rules;
    }

    /** The rule, or null where it is none of these. */
    Rule byId(long id) {
        return byId.get(id);
    }

    /** Whether one of them is about refused messages. */
    boolean hasRefused() {
        return byMeasurement.containsKey(Refused.MEASUREMENT);
    }

    /** Those that judge the device's messages of this measurement. */
    List<Rule> of(KnownDevice device, String measurement) {
        if (ofEvery.isEmpty() && !byMeasurement.containsKey(measurement)) {
            return List.of();
        }
        Map<String, List<Rule>> ofDevice = remembered.computeIfAbsent(device.rowId(), id -> new HashMap<>(2));
        List<Rule> found = ofDevice.get(measurement);
        if (found == null) {
            found = find(device, measurement);
            if (++pairs > MOST_REMEMBERED) {
                forgetAll();
            } else {
                ofDevice.put(measurement, found);
            }
        }
        return found;
    }

    private List<Rule> find(KnownDevice device, String measurement) {
        List<Rule> found = new ArrayList<>();
        byMeasurement.getOrDefault(measurement, List.of()).stream()
                .filter(it -> it.isFor(device))
                .forEach(found::add);
        if (!measurement.equals(Refused.MEASUREMENT)) {
            ofEvery.stream().filter(it -> it.isFor(device)).forEach(found::add);
        }
        return known.computeIfAbsent(List.copyOf(found), it -> it);
    }

    /** Forgets what it knows of a device, which has changed. */
    void forget(long device) {
        remembered.remove(device);
    }

    private void forgetAll() {
        remembered.clear();
        known.clear();
        pairs = 0;
    }
}
