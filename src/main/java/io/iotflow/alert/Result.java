package io.iotflow.alert;

import java.util.ArrayList;
import java.util.List;

/** What came of a turn: transitions in their order, and figures. */
record Result(List<Happened> happened, Figures figures) {

    Result() {
        this(new ArrayList<>(), new Figures());
    }

    /** A transition of a rule's alert. */
    record Happened(Rule rule, Transition transition) {}

    void add(Rule rule, Transition transition) {
        happened.add(new Happened(rule, transition));
        if (transition.kind() == Transition.Kind.OPENED) {
            figures.of(rule).opened++;
        }
    }
}
