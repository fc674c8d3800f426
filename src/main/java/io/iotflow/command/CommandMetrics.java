package io.iotflow.command;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** How many commands came to each state on this node, and how many answers named none or said neither yes nor no. */
@Singleton
class CommandMetrics {

    private final Map<CommandState, Counter> states = new EnumMap<>(CommandState.class);
    private final Counter repetitions;
    private final Counter unknownAnswers;

    @Inject
    CommandMetrics(MetricRegistry metrics) {
        for (CommandState state : CommandState.values()) {
            states.put(state, metrics.counter("iotflow_commands", new Tag("state", state.stored())));
        }
        repetitions = metrics.counter("iotflow_command_repetitions");
        unknownAnswers = metrics.counter("iotflow_command_answers_unknown");
    }

    void became(CommandState state, int commands) {
        states.get(state).inc(commands);
    }

    void sent(CommandQueue.Sent publications) {
        became(CommandState.SENT, publications.first());
        repetitions.inc(publications.repeated());
    }

    void onAnswers(@Observes(during = TransactionPhase.AFTER_SUCCESS) CommandAnswers.Kept answers) {
        became(CommandState.IN_PROGRESS, answers.inProgress());
        became(CommandState.SUCCEEDED, answers.succeeded());
        became(CommandState.FAILED, answers.failed());
        unknownAnswers.inc(answers.unknown());
    }
}
