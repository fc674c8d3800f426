package io.iotflow.alert;

import java.util.HashMap;
import java.util.Map;

/** What is counted of rules in one turn. */
final class Figures {

    private static final int LONGEST_ERROR = 500;

    private final Map<Long, OfRule> rules = new HashMap<>();

    /** Of one rule; the last error is null where there was none. */
    static final class OfRule {
        long opened;
        long late;
        long failed;
        String lastError;
    }

    OfRule of(Rule rule) {
        return rules.computeIfAbsent(rule.id(), id -> new OfRule());
    }

    void failed(Rule rule, String why) {
        OfRule figures = of(rule);
        figures.failed++;
        figures.lastError =
                why.substring(0, Math.min(LONGEST_ERROR, why.length())).replace('\0', '\uFFFD');
    }

    Map<Long, OfRule> all() {
        return rules;
    }

    long late() {
        return rules.values().stream().mapToLong(it -> it.late).sum();
    }
}
